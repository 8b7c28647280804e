"""Parsing untrusted JSON in time and memory bounded by its size."""

import json
from typing import Any

# No valid request needs a tenth of either.
MAX_PARTS = 20_000
MAX_DEPTH = 64

_ALL_BUT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


class NoJsonError(ValueError):
    """A text that is not JSON."""


class JsonBoundError(ValueError):
    """JSON that exceeds a bound: `reason` is that of a field's error."""

    def __init__(self, reason: str, **parameters: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.parameters = parameters


def loads(text: bytes, max_parts: int = MAX_PARTS) -> Any:
    """Parse JSON as Python's `json` does.

    Args:
        text: the JSON, in UTF-8.
        max_parts: the maximum number of numbers, strings, names, lists and objects; names are
            counted only approximately. Each of them may cause an error entry.

    Raises:
        NoJsonError: it is not JSON.
        JsonBoundError: it has too many parts, is nested too deeply, or contains an integer with
            more digits than Python reads.
    """
    _refuse_large(text, max_parts)
    try:
        return json.loads(text.decode(), parse_constant=_refuse_constant)
    except (UnicodeDecodeError, json.JSONDecodeError):
        raise NoJsonError("not JSON") from None
    # The only other error that it raises.
    except ValueError:
        raise JsonBoundError("too_many_digits") from None


def _refuse_large(text: bytes, max_parts: int) -> None:
    """Check the bounds on the text outside strings, before anything is parsed."""
    without_escapes = text.replace(b"\\\\", b"").replace(b'\\"', b"")
    pieces = without_escapes.split(b'"', 4 * max_parts)
    structure = b"".join(pieces[::2])
    depth = 0
    for bracket in structure.translate(None, delete=_ALL_BUT_BRACKETS)[: 4 * max_parts]:
        depth += 1 if bracket in b"[{" else -1
        if depth > MAX_DEPTH:
            if structure.count(b"[") != structure.count(b"]"):
                raise NoJsonError("not JSON")
            raise JsonBoundError("too_deep", limit=MAX_DEPTH)
    if len(pieces) > 4 * max_parts or sum(map(structure.count, (b",", b"[", b"{"))) > max_parts:
        raise JsonBoundError("too_many_values", limit=max_parts)


def _refuse_constant(name: str) -> None:
    raise json.JSONDecodeError(f"{name} is no JSON", name, 0)
