"""Changing a package's `problem.toml` as its author would, and showing what a change is."""

import difflib
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, Literal

import tomlkit
from tomlkit.exceptions import ParseError
from tomlkit.items import Array, InlineTable

from graders.problem import ProblemError

EntryKind = Literal["cases", "generators", "python_generators"]

MAX_DIFF_CHARACTERS = 100_000
# What difflib takes grows faster than the files.
_MAX_COMPARED_BYTES = 2**17
_NUMBERS = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}


def with_entry(
    files: Mapping[str, bytes], kind: EntryKind, entry: Mapping[str, Any]
) -> dict[str, bytes]:
    """The package with one more case or generator; all else in `problem.toml` stays as it is.

    Args:
        files: the content of each, by its path in the package.
        kind: the list that it is added to.
        entry: its keys and values, as JSON gives them. In a case's arguments the texts `NaN`,
            `Infinity` and `-Infinity` stand for the numbers that JSON has no way to write.

    Raises:
        ProblemError: TOML has no way to write it, or `problem.toml` is none. Whether it fits the
            problem is told by `graders.problem.parse_problem`.
    """
    if kind == "cases" and isinstance(arguments := entry.get("arguments"), Mapping):
        entry = {**entry, "arguments": _with_numbers(arguments)}
    try:
        text = files["problem.toml"].decode()
        document = tomlkit.parse(text)
    except (KeyError, UnicodeDecodeError, ParseError) as error:
        raise ProblemError(f"problem.toml: not TOML: {error}") from None
    try:
        listed = document.get(kind)
        if isinstance(listed, Array):
            listed.append(_inline(entry))
            text = tomlkit.dumps(document)
        else:
            # At the end, where it is right whatever comes before.
            text = f"{text.rstrip()}\n\n[[{kind}]]\n{tomlkit.dumps(_values(entry))}"
        tomllib.loads(text)
        content = text.encode()
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise ProblemError(f"{kind}: TOML has no way to write it: {error}") from None
    return {**files, "problem.toml": content}


def difference(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> str:
    """What has changed in a package, as a unified diff of at most `MAX_DIFF_CHARACTERS`."""
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
    yield from difflib.unified_diff(lines_before, lines_after, old, new)


def _with_numbers(value: Any) -> Any:
    match value:
        case Mapping():
            return {key: _with_numbers(part) for key, part in value.items()}
        case list():
            return [_with_numbers(part) for part in value]
        case str():
            return _NUMBERS.get(value, value)
    return value


def _values(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _inline(v) if isinstance(v, Mapping) else v for key, v in entry.items()}


def _inline(entry: Mapping[str, Any]) -> InlineTable:
    table = tomlkit.inline_table()
    table.update(_values(entry))
    return table
