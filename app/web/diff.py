"""What changed from one file to another, line by line."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal


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
