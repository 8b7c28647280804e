"""Reading JSON that anybody may have written, in time and memory that its size bounds."""

import json
from typing import Any

# Nothing that is sent here needs a tenth of either.
MAX_PARTS = 20_000
MAX_DEPTH = 64

_ALL_BUT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


class NoJsonError(ValueError):
    """A text that is not JSON."""


class JsonBoundError(ValueError):
    """JSON that is not read here. The message says why."""


def loads(text: bytes, max_parts: int = MAX_PARTS) -> Any:
    """What JSON says, as Python's `json` reads it.

    Args:
        text: the JSON, in UTF-8.
        max_parts: how many numbers, texts, names, lists and objects it may have, give or take
            the names: each of them may be what an error is about.

    Raises:
        NoJsonError: it is none.
        JsonBoundError: it has too many parts, is nested too deeply, or holds an integer of more
            digits than Python reads.
    """
    _refuse_large(text, max_parts)
    try:
        return json.loads(text.decode(), parse_constant=_refuse_constant)
    except (UnicodeDecodeError, json.JSONDecodeError):
        raise NoJsonError("not JSON") from None
    # The only other that it raises.
    except ValueError:
        raise JsonBoundError("holds an integer of too many digits") from None


def _refuse_large(text: bytes, max_parts: int) -> None:
    """Refuse it by what stands outside of strings, before anything is made of it."""
    without_escapes = text.replace(b"\\\\", b"").replace(b'\\"', b"")
    pieces = without_escapes.split(b'"', 4 * max_parts)
    structure = b"".join(pieces[::2])
    depth = 0
    for bracket in structure.translate(None, delete=_ALL_BUT_BRACKETS)[: 4 * max_parts]:
        depth += 1 if bracket in b"[{" else -1
        if depth > MAX_DEPTH:
            if structure.count(b"[") != structure.count(b"]"):
                raise NoJsonError("not JSON")
            raise JsonBoundError(f"is nested more than {MAX_DEPTH} deep")
    if len(pieces) > 4 * max_parts or sum(map(structure.count, (b",", b"[", b"{"))) > max_parts:
        raise JsonBoundError(f"has more than {max_parts} values")


def _refuse_constant(name: str) -> None:
    raise json.JSONDecodeError(f"{name} is no JSON", name, 0)
