"""Changing cases in `problem.toml` as its author would, and showing the changes of a package."""

import difflib
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal

import tomlkit
from tomlkit import TOMLDocument
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AbstractTable, AoT, Array, InlineTable, Item, Table

from graders.core import toml
from graders.core.line_diff import line_matcher
from graders.problem.arguments import NOT_IN_JSON
from graders.problem.files import ProblemError
from graders.problem.toml_positions import Section, find_sections

EntryKind = Literal["cases", "generators", "python_generators"]

MAX_DIFF_CHARACTERS = 100_000
# The time of difflib grows faster than the files.
_MAX_COMPARED_BYTES = 2**17


class NoSuchEntryError(Exception):
    """The problem has no case or generator of this name in this list."""


def with_entry(
    files: Mapping[str, bytes],
    kind: EntryKind,
    entry: Mapping[str, Any],
    replaces: str | None = None,
) -> dict[str, bytes]:
    """The package with a case or generator added or replaced.

    The rest of `problem.toml` is unchanged, including keys of a replaced entry that keep their
    values.

    Args:
        files: the content of each, by its path in the package.
        kind: the list that the entry is in.
        entry: its keys and values, as JSON gives them. In arguments the texts `NaN`, `Infinity`
            and `-Infinity` stand for the numbers that JSON can't represent, and null for None.
        replaces: the name of the entry to replace; None adds a new one.

    Raises:
        NoSuchEntryError: there is no entry of that name.
        ProblemError: TOML can't represent the entry, or `problem.toml` is not TOML. This does not
            check that it fits the problem: `graders.problem.package.parse_problem` does.
    """
    if isinstance(arguments := entry.get("arguments"), Mapping):
        entry = {**entry, "arguments": _in_toml(arguments)}

    def change(text: str, document: TOMLDocument) -> str:
        if replaces is not None:
            entries, index = _find(document, kind, replaces)
            if isinstance(entries, AoT):
                return _with_section(text, kind, find_sections(text, kind)[index], entry)
            update(entries[index], entry)
        elif isinstance(listed := document.get(kind), Array):
            listed.append(inline(entry))
        else:
            # At the end, where it is valid whatever comes before.
            return f"{text.rstrip()}\n\n[[{kind}]]\n{tomlkit.dumps(_values(entry))}"
        return tomlkit.dumps(document)

    return changed_problem(files, kind, change)


def without_entry(files: Mapping[str, bytes], kind: EntryKind, name: str) -> dict[str, bytes]:
    """The package without a case or generator, and without the comments on it.

    Raises:
        NoSuchEntryError: there is no entry of that name.
        ProblemError: `problem.toml` is not TOML. This does not check that the rest is a problem:
            `graders.problem.package.parse_problem` does.
    """

    def change(text: str, document: TOMLDocument) -> str:
        entries, index = _find(document, kind, name)
        if isinstance(entries, AoT):
            place = find_sections(text, kind)[index]
            return f"{text[: place.start]}{text[place.next :]}".rstrip() + "\n"
        del entries[index]
        if not entries:
            del document[kind]
        return tomlkit.dumps(document)

    return changed_problem(files, kind, change)


def changed_problem(
    files: Mapping[str, bytes], key: str, change: Callable[[str, TOMLDocument], str]
) -> dict[str, bytes]:
    """The package with another text of `problem.toml`, where `change` changes only `key`.

    Raises:
        ProblemError: `problem.toml` is not TOML, or `change` can't write the new value in it.
    """
    try:
        given = files["problem.toml"].decode()
        toml.refuse_long_keys(given)
        document = tomlkit.parse(given)
    except toml.TomlError as error:
        raise ProblemError(f"problem.toml: {error}") from None
    # For bad values, tomlkit raises plain errors too.
    except (KeyError, ValueError, TOMLKitError) as error:
        raise ProblemError(f"problem.toml: not TOML: {error}") from None
    try:
        text = change(given, document)
        toml.loads(text)
        content = text.encode()
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise ProblemError(f"{key}: TOML has no way to write it: {error}") from None
    return {**files, "problem.toml": content}


def difference(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> str:
    """The changes in a package, as a unified diff of at most `MAX_DIFF_CHARACTERS`."""
    text = ""
    for name in sorted({*before, *after}):
        if before.get(name) == after.get(name):
            continue
        for line in _changed(name, before.get(name), after.get(name)):
            text += line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
            if len(text) > MAX_DIFF_CHARACTERS:
                return text[:MAX_DIFF_CHARACTERS] + "\n(the rest is left out)\n"
    return text


def _changed(name: str, before: bytes | None, after: bytes | None) -> Iterator[str]:
    old = "/dev/null" if before is None else f"a/{name}"
    new = "/dev/null" if after is None else f"b/{name}"
    if len(before or b"") + len(after or b"") > _MAX_COMPARED_BYTES:
        yield f"Files {old} and {new} differ; they are too large to compare\n"
        return
    try:
        lines_before = (before or b"").decode().splitlines(keepends=True)
        lines_after = (after or b"").decode().splitlines(keepends=True)
    except UnicodeDecodeError:
        yield f"Binary files {old} and {new} differ\n"
        return
    if line_matcher(lines_before, lines_after) is None:
        yield f"Files {old} and {new} differ; they are too alike in every line to compare\n"
        return
    yield from difflib.unified_diff(lines_before, lines_after, old, new)


def _in_toml(value: Any) -> Any:
    """An argument in words that TOML has."""
    match value:
        case None:
            return {"none": True}
        case Mapping():
            return {key: _in_toml(part) for key, part in value.items()}
        case list():
            return [_in_toml(part) for part in value]
        case str():
            return NOT_IN_JSON.get(value, value)
    return value


def _find(document: TOMLDocument, kind: EntryKind, name: str) -> tuple[AoT | Array, int]:
    listed = document.get(kind)
    if isinstance(listed, AoT | Array):
        for index, entry in enumerate(listed):
            if isinstance(entry, Mapping) and entry.get("name") == name:
                return listed, index
    raise NoSuchEntryError


def _with_section(text: str, kind: EntryKind, place: Section, entry: Mapping[str, Any]) -> str:
    """The text with an entry changed: on its own, so that no other's comments are touched."""
    alone = tomlkit.parse(text[place.header : place.end] + "\n")
    [table] = alone[kind].value if isinstance(alone[kind], AoT) else [alone[kind]]
    update(table, entry)
    return f"{text[: place.header]}{tomlkit.dumps(alone).rstrip()}{text[place.end :]}"


def update(table: AbstractTable, entry: Mapping[str, Any]) -> None:
    """Give a table these keys and values; what keeps its value stays as it is written."""
    for key in [key for key in table if key not in entry]:
        del table[key]
    for key, value in entry.items():
        old = table.get(key)
        if isinstance(old, Table) and isinstance(value, Mapping):
            update(old, value)
        # Compared as JSON text, which distinguishes 1 from 1.0 and from true.
        elif old is None or json.dumps(_plain(old)) != json.dumps(value):
            table[key] = inline(value) if isinstance(value, Mapping) else value


def _plain(value: Any) -> Any:
    # tomlkit hands booleans out as Python's own.
    return value.unwrap() if isinstance(value, Item) else value


def _values(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {key: inline(v) if isinstance(v, Mapping) else v for key, v in entry.items()}


def inline(entry: Mapping[str, Any]) -> InlineTable:
    """A table on one line."""
    table = tomlkit.inline_table()
    table.update(_values(entry))
    return table
