"""Changing what a package says beside its cases: its texts, settings and examples."""

from collections.abc import Mapping
from typing import Any

import tomlkit
from tomlkit import TOMLDocument
from tomlkit.items import InlineTable

from graders.problem.editing import changed_problem, inline, update
from graders.problem.hints import hints_text
from graders.problem.toml_positions import Section, before_lists, find_sections, find_top

_FILES = {
    "statement": "statement.md",
    "starter": "starter.py",
    "hints": "hints.md",
    "editorial": "editorial.md",
}


class NoSuchExampleError(Exception):
    """The problem has no example of this name."""


def with_content(files: Mapping[str, bytes], changes: Mapping[str, Any]) -> dict[str, bytes]:
    """The package with other texts and settings. All else is unchanged, to the byte.

    Args:
        files: the content of each, by its path in the package.
        changes: by name what is changed: the texts `statement`, `starter` and `editorial`, the list
            `hints`, and the keys `title`, `difficulty`, `tags`, `limits` and `tolerance` of
            `problem.toml`, as JSON gives them. None, or an empty text, takes the file or the key
            out of the package.

    Raises:
        ProblemError: it can't be written. This does not check that it fits the problem:
            `graders.problem.package.parse_problem` does.
    """
    changed = dict(files)
    for name, value in changes.items():
        path = _FILES.get(name)
        if path is None:
            changed = _with_setting(changed, name, value)
        elif text := hints_text(value or ()) if name == "hints" else value:
            changed[path] = text.encode()
        else:
            changed.pop(path, None)
    return changed


def with_example(files: Mapping[str, bytes], name: str, source: str | None) -> dict[str, bytes]:
    """The package with an example, `VERDICT/NAME.py`, added or replaced; None removes it.

    Raises:
        NoSuchExampleError: it is to be removed, and there is none.
    """
    path = f"submissions/{name}"
    if source is not None:
        return {**files, path: source.encode()}
    if path not in files:
        raise NoSuchExampleError
    return {other: content for other, content in files.items() if other != path}


def _with_setting(files: Mapping[str, bytes], key: str, value: Any) -> dict[str, bytes]:
    def change(text: str, document: TOMLDocument) -> str:
        if sections := find_sections(text, key, is_list=False):
            return _with_table(text, sections[0], key, value)
        if key in document:
            return _with_top_key(text, key, value)
        if value is None:
            return text
        if not isinstance(value, Mapping):
            return _with_top_key(text, key, value)
        table = f"[{key}]\n{tomlkit.dumps(value)}"
        place = before_lists(text)
        if place == len(text):
            return f"{text.rstrip()}\n\n{table}"
        return f"{text[:place]}{table}\n{text[place:]}"

    return changed_problem(files, key, change)


def _with_table(text: str, place: Section, key: str, value: Any) -> str:
    if value is None:
        return f"{text[: place.start]}{text[place.next :]}".rstrip() + "\n"
    alone = tomlkit.parse(text[place.header : place.end] + "\n")
    update(alone[key], value)
    return f"{text[: place.header]}{tomlkit.dumps(alone).rstrip()}{text[place.end :]}"


def _with_top_key(text: str, key: str, value: Any) -> str:
    top = find_top(text)
    alone = tomlkit.parse(text[: top.end] + "\n")
    if value is None:
        del alone[key]
    elif isinstance(value, Mapping) and not isinstance(alone[key], InlineTable):
        # Written as `key.part = ...`.
        update(alone[key], value)
    else:
        alone[key] = inline(value) if isinstance(value, Mapping) else value
    return f"{tomlkit.dumps(alone).rstrip()}{text[top.end :]}"
