"""Packing the answers of a source on a draw's cases, by name, into the bytes of a sealed file."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from typing import Any

from graders.core.values import Array, MalformedValueError, decode, encode, leaves
from graders.execution.problem_code import Answer
from graders.execution.sealed import BrokenSealError, seal, unseal
from graders.sandbox import frames
from graders.sandbox.outcomes import Raised, Unreadable

# The description of an array or an exception, besides its data.
_PART_BYTES = 100


class DamagedRecordError(ValueError):
    """Bytes that `pack` did not make."""


def pack(answers_by_name: Mapping[str, Sequence[Answer]]) -> bytes:
    """The bytes that `unpack` reads. Arrays that several answers share are stored once."""
    body = _Body()
    header = {
        name: [_describe(answer, body) for answer in answers]
        for name, answers in answers_by_name.items()
    }
    frame = frames.pack(header, bytes(body.data))
    return seal(frame)


def unpack(data: bytes) -> dict[str, tuple[Answer, ...]]:
    """The answers that `pack` was given.

    Raises:
        DamagedRecordError: `pack` did not make these bytes.
    """
    try:
        header, body = frames.unpack(unseal(data))
        return {
            name: tuple(_read(description, body) for description in descriptions)
            for name, descriptions in header.items()
        }
    except (BrokenSealError, frames.MalformedFrameError, MalformedValueError) as error:
        raise DamagedRecordError(str(error)) from None


def size(answer: Answer) -> int:
    """Roughly how many bytes an answer takes in a file."""
    if isinstance(answer, Raised | Unreadable):
        return _PART_BYTES
    return sum(
        _PART_BYTES + (leaf.data.nbytes if isinstance(leaf, Array) else 0)
        for leaf in leaves(answer)
    )


class _Body:
    """A byte string that stores each distinct piece once."""

    def __init__(self) -> None:
        self.data = bytearray()
        self._starts: dict[bytes, int] = {}

    def start(self, piece: bytes) -> int:
        """The offset of the piece, which is added if new."""
        key = hashlib.sha256(piece).digest()
        if key not in self._starts:
            self._starts[key] = len(self.data)
            self.data += piece
        return self._starts[key]


def _describe(answer: Answer, body: _Body) -> list[Any]:
    match answer:
        case Raised():
            return ["raised", *astuple(answer)]
        case Unreadable(what):
            return ["unreadable", what]
        case value:
            description, piece = encode(value)
            return ["value", description, body.start(piece), len(piece)]


def _read(description: list[Any], body: bytes) -> Answer:
    match description:
        case ["raised", stage, kind, message, line]:
            return Raised(stage, kind, message, line)
        case ["unreadable", what]:
            return Unreadable(what)
        case ["value", value, start, length]:
            return decode(value, body[start : start + length])
    raise DamagedRecordError("no such answer")
