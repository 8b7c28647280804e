"""Distances between floating-point numbers, in units in the last place."""

from typing import Any

import numpy as np
import numpy.typing as npt

_WORDS = {"float16": np.uint16, "bfloat16": np.uint16, "float32": np.uint32, "float64": np.uint64}


def ulp_distance(
    expected: npt.NDArray[Any], got: npt.NDArray[Any]
) -> npt.NDArray[np.float64] | None:
    """How many steps between representable numbers lie between the elements.

    The bits of an IEEE 754 number without its sign, read as an integer, count the numbers from zero
    to it (Bruce Dawson, "Comparing Floating Point Numbers, 2012 Edition"). The counts are
    subtracted where the signs are equal, and added where they differ; the two zeros are 0 apart.

    Args:
        expected: one side, of any shape.
        got: the other, of the same shape.

    Returns:
        The distances, of the same shape: NaN if an element is not finite; above 2**53 rounded to
        a float64. None if the dtypes differ or are not float16, bfloat16, float32 or float64.
    """
    word = _WORDS.get(expected.dtype.name)
    if word is None or got.dtype.name != expected.dtype.name:
        return None
    one, other = (array.view(word).astype(np.uint64) for array in (expected, got))
    sign = np.uint64(1 << (8 * expected.dtype.itemsize - 1))
    same = (one & sign) == (other & sign)
    one, other = one & ~sign, other & ~sign
    steps = np.where(same, np.maximum(one, other) - np.minimum(one, other), one + other)
    # NumPy warns about some NaNs of bfloat16, whose operations are not its own.
    with np.errstate(invalid="ignore"):
        finite = np.isfinite(expected) & np.isfinite(got)
    return np.where(finite, steps.astype(np.float64), np.nan)
