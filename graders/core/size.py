"""The size of a value: one measure for taking it from a process, keeping it and showing it.

It counts everything that costs memory or time, even if it holds no number: containers, empty ones
too, the axes of arrays without elements, names, texts and depth.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

MIB = 2**20

# Memory of a container, an array or a constant, besides its numbers and its text.
_PART_BYTES = 512
_CHARACTER_BYTES = 4


class OversizedValueError(ValueError):
    """A value that is larger than the caps allow; the message says in what way."""


@dataclass(frozen=True, slots=True)
class Caps:
    """The largest value that is allowed.

    `array_bytes` counts all arrays, with an empty axis as one of size 1. `parts` counts
    containers, arrays and constants; `characters` counts all names and texts.
    """

    array_bytes: int = 256 * MIB
    parts: int = 20_000
    depth: int = 32
    axes: int = 32
    characters: int = 2**18


DEFAULT_CAPS = Caps()


class Size:
    """Counts a value, part by part, before any of it is built."""

    def __init__(self, caps: Caps | None = None) -> None:
        """Count from zero; pass None for a value that was counted before."""
        self._caps = caps
        self.parts = 0
        self._array_bytes = 0
        self._characters = 0

    @property
    def bytes(self) -> int:
        """The memory that the value takes: a rough upper bound."""
        return self._array_bytes + _PART_BYTES * self.parts + _CHARACTER_BYTES * self._characters

    def add_part(self, depth: int) -> None:
        """Count a container, an array or a constant; the outermost has depth 0.

        Raises:
            OversizedValueError: it is nested too deeply, or there are too many.
        """
        self.parts += 1
        if self._caps is None:
            return
        if depth > self._caps.depth:
            raise OversizedValueError(f"containers nested more than {self._caps.depth} deep")
        if self.parts > self._caps.parts:
            raise OversizedValueError(f"a value of more than {self._caps.parts} parts")

    def add_text(self, text: str) -> None:
        """Count a name or a text.

        Raises:
            OversizedValueError: all texts together are too long.
        """
        self._characters += len(text)
        if self._caps is not None and self._characters > self._caps.characters:
            most = self._caps.characters
            raise OversizedValueError(f"names and texts of more than {most} characters")

    def add_array(self, shape: Sequence[int], item_bytes: int) -> None:
        """Count an array's axes and elements.

        Raises:
            OversizedValueError: it has too many axes, or all arrays together are too large.
        """
        if self._caps is not None and len(shape) > self._caps.axes:
            raise OversizedValueError(f"an array of more than {self._caps.axes} axes")
        self._array_bytes += math.prod(max(axis, 1) for axis in shape) * item_bytes
        if self._caps is not None and self._array_bytes > self._caps.array_bytes:
            most_mb = self._caps.array_bytes // MIB
            raise OversizedValueError(
                f"arrays of more than {most_mb} MiB, where an empty axis counts as one of size 1"
            )


def places(shape: Sequence[int]) -> int:
    """The count of numbers and lists in an array that is written as nested lists."""
    in_this, in_all = 1, 1
    for axis in shape:
        in_this *= axis
        in_all += in_this
    return in_all
