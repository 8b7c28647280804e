"""The differences between two files, line by line."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from graders.core.line_diff import line_matcher

# Changed lines can look like file names, but no hunk follows them: only a file's last hunk can end
# without unchanged lines.
_FILE = re.compile(
    r"^(?=--- .*\n\+\+\+ .*\n@@ )|^(?=(?:Files|Binary files) .* differ)", re.MULTILINE
)
# A page of that many renders in a tenth of a second.
MAX_LINES = 2000
_HUNK = re.compile(r"@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of one file or of both, with its number in each file that has it."""

    change: Literal["same", "removed", "added", "gap"]
    old: int | None
    new: int | None
    text: str


_GAP = Line("gap", None, None, "")


def diff(old: str, new: str, context: int = 3) -> list[Line]:
    """Return the changed lines with some around them; a `gap` marks lines left out.

    If the lines can't be compared in time, the whole file counts as changed. Lines beyond
    `MAX_LINES` are left out.
    """
    before, after = old.splitlines(), new.splitlines()
    matcher = line_matcher(before, after)
    if matcher is not None:
        groups = matcher.get_grouped_opcodes(context)
    else:
        groups = iter([[("replace", 0, len(before), 0, len(after))]])
    lines = list(islice(_changed_lines(groups, before, after), MAX_LINES + 1))
    return lines if len(lines) <= MAX_LINES else [*lines[:MAX_LINES], _GAP]


def _changed_lines(
    groups: Iterable[list[tuple[str, int, int, int, int]]], before: list[str], after: list[str]
) -> Iterator[Line]:
    end = 0
    for group in groups:
        if group[0][1] > end:
            yield _GAP
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
        yield _GAP


@dataclass(frozen=True, slots=True)
class FileChange:
    """The changes in one file; `note` describes them if there are no lines to show."""

    name: str
    lines: tuple[Line, ...]
    note: str = ""


def file_changes(unified: str) -> list[FileChange]:
    """Parse a unified diff as written by `graders.problem.editing.difference`."""
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
