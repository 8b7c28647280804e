"""The bounds on a verdict, stored and sent, in bytes of compact JSON in UTF-8.

Each part has its own bound, chosen so that all parts together stay within `CASE_BYTES` for a case
and `VERDICT_BYTES` for a verdict. Longer text is cut and ends with a mark.
"""

import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import Any

KIB = 2**10

CASE_BYTES = 256 * KIB
VERDICT_BYTES = 4096 * KIB

# For a case, or for the smallest failing input. The first five, with two values, are 224 KiB; the
# others keep the rest below 32 KiB.
ARGUMENTS_BYTES = 56 * KIB
VALUE_BYTES = 28 * KIB  # 1000 numbers of 20 digits have 21 KiB
STDOUT_BYTES = 64 * KIB
STDERR_BYTES = 24 * KIB
REPRODUCER_BYTES = 24 * KIB

MESSAGE_BYTES = 5 * KIB
PARAMETERS_BYTES = 2 * KIB
LINE_BYTES = KIB
NAME_BYTES = 512
TYPE_BYTES = 256

# For a verdict. `CASES_BYTES` is for all its cases together; once it is used up, the last cases are
# reported in brief. This leaves a share for each case, even with the most that a problem may have.
CASES_BYTES = 3328 * KIB
BRIEF_CASE_BYTES = 3 * KIB
BRIEF_MESSAGE_BYTES = 512
BRIEF_PARAMETERS_BYTES = 512
BRIEF_NAME_BYTES = 256
HINTS_BYTES = 256 * KIB
NAMES_BYTES = 64 * KIB

MARK = "... (cut)"


def json_bytes(item: object) -> int:
    """The size of the item as compact JSON."""
    return len(json.dumps(item, ensure_ascii=False, separators=(",", ":")).encode())


def cut(text: str, most_bytes: int) -> str:
    """The text, cut if its JSON is longer; lone surrogates become escapes."""
    # A character takes one to six bytes in JSON.
    if len(text) * 6 + 2 <= most_bytes and text.isascii():
        return text
    room = most_bytes - len(MARK)
    start = text[:most_bytes].encode(errors="backslashreplace").decode()
    if len(text) <= most_bytes and json_bytes(start) <= most_bytes:
        return start
    kept = bisect_right(range(len(start) + 1), room, key=lambda count: json_bytes(start[:count]))
    return start[: max(kept - 1, 0)] + MARK


def cut_within(parameters: Mapping[str, Any], most_bytes: int) -> dict[str, Any]:
    """The parameters with texts as long as fit; empty if they are too many for any.

    Args:
        parameters: numbers, texts, and lists and dicts of them, by name.
        most_bytes: for all together, as compact JSON.
    """
    for longest in (most_bytes, 512, 128, 32):
        told = {name: _with_texts_cut(value, longest) for name, value in parameters.items()}
        if json_bytes(told) <= most_bytes:
            return told
    return {}


def _with_texts_cut(value: Any, longest: int) -> Any:
    match value:
        case str():
            return cut(value, longest)
        case list():
            return [_with_texts_cut(item, longest) for item in value]
        case dict():
            return {name: _with_texts_cut(item, longest) for name, item in value.items()}
    return value


def first_names(names: Iterable[str]) -> tuple[str, ...]:
    """As many of the names as fit, then how many more there are."""
    every = tuple(cut(name, NAME_BYTES) for name in names)
    room = NAMES_BYTES - NAME_BYTES
    for index, name in enumerate(every):
        room -= json_bytes(name) + 1
        if room < 0:
            return (*every[:index], f"... and {len(every) - index} more")
    return every
