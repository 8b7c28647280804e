"""Comparing the elements of many arrays in blocks, and finding the worst.

A NumPy call takes as long for one element as for a thousand, and an output may have ten thousand
arrays of one element, so arrays of one dtype are compared together.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

_WORST_SHOWN = 5
# Elements compared at once: the float64 temporaries of a block (2 MiB each) stay in the cache.
_BLOCK = 2**18

_Flat = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Block:
    """Elements of some arrays, concatenated, and those to compare them with.

    `places` are the arrays' numbers, and `starts` where each begins in the block. All arrays start
    at their first element, except the first, which starts at its element `offset`.
    """

    expected: _Flat
    got: _Flat
    places: tuple[int, ...]
    starts: tuple[int, ...]
    offset: int


def blocks_of(arrays: Sequence[tuple[_Flat, _Flat]]) -> Iterator[Block]:
    """The blocks of pairs of arrays; the two of a pair have the same shape."""
    by_dtypes: dict[tuple[Any, Any], list[int]] = {}
    for place, (expected, got) in enumerate(arrays):
        by_dtypes.setdefault((expected.dtype, got.dtype), []).append(place)
    for places in by_dtypes.values():
        small: list[int] = []
        elements = 0
        for place in places:
            size = arrays[place][0].size
            if small and elements + size > _BLOCK:
                yield _joined(arrays, small)
                small, elements = [], 0
            if size > _BLOCK:
                yield from _parts(arrays, place)
            elif size:
                small.append(place)
                elements += size
        if small:
            yield _joined(arrays, small)


def _joined(arrays: Sequence[tuple[_Flat, _Flat]], places: Sequence[int]) -> Block:
    expected, got = ([arrays[place][side].reshape(-1) for place in places] for side in (0, 1))
    ends = np.cumsum([len(part) for part in expected])
    return Block(
        expected=expected[0] if len(places) == 1 else np.concatenate(expected),
        got=got[0] if len(places) == 1 else np.concatenate(got),
        places=tuple(places),
        starts=(0, *ends[:-1].tolist()),
        offset=0,
    )


def _parts(arrays: Sequence[tuple[_Flat, _Flat]], place: int) -> Iterator[Block]:
    expected, got = (side.reshape(-1) for side in arrays[place])
    for start in range(0, expected.size, _BLOCK):
        part = slice(start, start + _BLOCK)
        yield Block(expected[part], got[part], (place,), (0,), start)


@dataclass(slots=True)
class Tally:
    """The differing elements of one stage: how many there are, and where the worst ones are.

    Among equally bad ones, the first are kept.
    """

    mismatched: int = 0
    _worst: list[tuple[float, int, int]] = field(default_factory=list)

    @property
    def worst(self) -> list[tuple[int, int]]:
        """For each of the worst elements, the number of its array and its index there."""
        return [(place, index) for _, place, index in self._worst]

    def add(self, block: Block, excess: npt.NDArray[np.float64]) -> None:
        """Count the elements whose excess is positive."""
        wrong = np.flatnonzero(excess > 0)
        if not wrong.size:
            return
        self.mismatched += wrong.size
        top = wrong[_largest(excess[wrong])]
        array = np.searchsorted(block.starts, top, side="right") - 1
        for n, number in zip(top.tolist(), array.tolist(), strict=True):
            index = n - block.starts[number] + (block.offset if number == 0 else 0)
            self._worst.append((-float(excess[n]), block.places[number], index))
        self._keep()

    def add_one(self, place: int) -> None:
        """Count an element without a number that says how far off it is."""
        self.mismatched += 1
        self._worst.append((-math.inf, place, 0))
        self._keep()

    def _keep(self) -> None:
        self._worst.sort()
        del self._worst[_WORST_SHOWN:]


def _largest(values: npt.NDArray[np.float64]) -> npt.NDArray[np.intp]:
    """The indices of the largest values; of equal ones, the first."""
    if values.size <= _WORST_SHOWN:
        return np.arange(values.size)
    least = np.partition(values, -_WORST_SHOWN)[-_WORST_SHOWN]
    above, level = np.flatnonzero(values > least), np.flatnonzero(values == least)
    return np.concatenate([above, level])[:_WORST_SHOWN]
