"""The distance of floating numbers in units in the last place (ULP)."""

from typing import Any

import numpy as np
import numpy.typing as npt

_INTEGERS: dict[int, type[np.signedinteger[Any]]] = {2: np.int16, 4: np.int32, 8: np.int64}


def ulp_distance(got: npt.NDArray[Any], expected: npt.NDArray[Any]) -> npt.NDArray[np.uint64]:
    """How many steps it takes from one to the other, each to the next number of the dtype.

    Neighbours are 1 apart, 0.0 and -0.0 are 0 apart, and steps are counted through zero. The bits
    of IEEE 754 numbers, and of bfloat16, order as sign and magnitude do.

    Args:
        got: float16, bfloat16, float32 or float64.
        expected: the same dtype and shape.

    Returns:
        The distances, in the same shape. What it gives for NaN means nothing.
    """
    position, other = _position(got), _position(expected)
    # Modulo 2**64, the larger minus the smaller is exact over the whole range of both signs.
    above = position.astype(np.uint64) - other.astype(np.uint64)
    below = other.astype(np.uint64) - position.astype(np.uint64)
    return np.where(position >= other, above, below)


def _position(numbers: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """The place of each among all numbers of its dtype; zeros are at 0."""
    bits = numbers.view(_INTEGERS[numbers.dtype.itemsize])
    magnitude = (bits & np.iinfo(bits.dtype).max).astype(np.int64)
    return np.where(bits < 0, -magnitude, magnitude)
