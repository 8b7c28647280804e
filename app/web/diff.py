"""What changed from one file to another, line by line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

# Lines that were changed can look like the names of files, but no hunk follows them: only the last
# one of a file ends without lines that stayed.
_FILE = re.compile(
    r"^(?=--- .*\n\+\+\+ .*\n@@ )|^(?=(?:Files|Binary files) .* differ)", re.MULTILINE
)
_HUNK = re.compile(r"@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of either file, or of both; its number where it stands in the file."""

    change: Literal["same", "removed", "added", "gap"]
    old: int | None
    new: int | None
    text: str


def diff(old: str, new: str, context: int = 3) -> Iterator[Line]:
    """The changed lines with some around them; a `gap` stands for those left out."""
    before, after = old.splitlines(), new.splitlines()
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    end = 0
    for group in matcher.get_grouped_opcodes(context):
        if group[0][1] > end:
            yield Line("gap", None, None, "")
        for tag, old_start, old_end, new_start, new_end in group:
            if tag == "equal":
                for offset in range(old_end - old_start):
                    text = before[old_start + offset]
                    yield Line("same", old_start + offset + 1, new_start + offset + 1, text)
                continue
            for number in range(old_start, old_end):
                yield Line("removed", number + 1, None, before[number])
            for number in range(new_start, new_end):
                yield Line("added", None, number + 1, after[number])
        end = group[-1][2]
    if 0 < end < len(before):
        yield Line("gap", None, None, "")


@dataclass(frozen=True, slots=True)
class FileChange:
    """What changed in one file; `note` says so where there are no lines to show."""

    name: str
    lines: tuple[Line, ...]
    note: str = ""


def file_changes(unified: str) -> list[FileChange]:
    """The files in a unified diff as `graders.editing.difference` writes it."""
    changes: list[FileChange] = []
    for part in _FILE.split(unified)[1:]:
        first, *rest = part.splitlines()
        if not first.startswith("--- "):
            changes.append(FileChange("", (), first))
            continue
        added_name = rest[0].removeprefix("+++ ")
        name = first.removeprefix("--- ") if added_name == "/dev/null" else added_name
        changes.append(FileChange(name[2:], tuple(_lines(rest[1:]))))
    return changes


def _lines(rows: list[str]) -> Iterator[Line]:
    old = new = 0
    for row in rows:
        if hunk := _HUNK.match(row):
            old, new = int(hunk[1]), int(hunk[2])
            yield Line("gap", None, None, "")
        elif row.startswith("-"):
            yield Line("removed", old, None, row[1:])
            old += 1
        elif row.startswith("+"):
            yield Line("added", None, new, row[1:])
            new += 1
        elif row.startswith(" "):
            yield Line("same", old, new, row[1:])
            old, new = old + 1, new + 1
