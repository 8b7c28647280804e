"""Comparing flat arrays of one dtype: how far each element is off, and whether it is too far."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from graders.comparison.ulp import ulp_distance
from graders.problem.comparators import Comparator, Ulp

_LARGEST_FLOAT = np.finfo(np.float64).max

Flat = npt.NDArray[Any]


def fit(expected: Flat, got: Flat, tolerance: Comparator) -> npt.NDArray[np.bool_]:
    """Which elements are correct."""
    with np.errstate(all="ignore"):
        unlike, distance, size = measure(expected, got, tolerance.equal_nan)
        right = excess(expected, got, distance, size, tolerance) <= 0
    return right if unlike is None else right & ~unlike


def measure(
    expected: Flat, got: Flat, equal_nan: bool
) -> tuple[npt.NDArray[np.bool_] | None, npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Where finiteness differs (None: nowhere), |got - expected|, |expected|."""
    if expected.dtype.kind in "iu":
        return None, _integer_distance(expected, got), np.abs(expected.astype(np.float64))
    wide = np.complex128 if expected.dtype.kind == "c" else np.float64
    # In a forged frame, a bool can be any byte; the cast makes it 0 or 1.
    expected, got = expected.astype(wide), got.astype(wide)
    unlike = None
    if not (np.isfinite(expected).all() and np.isfinite(got).all()):
        # Settle real and imaginary parts separately: one may be infinite, the other off.
        expected_parts, got_parts = expected.view(np.float64), got.view(np.float64)
        settled = ~(np.isfinite(expected_parts) & np.isfinite(got_parts))
        alike = ~settled | (got_parts == expected_parts)
        if equal_nan:
            alike |= np.isnan(got_parts) & np.isnan(expected_parts)
        unlike = ~alike.reshape(expected.size, -1).all(axis=1)
        expected_parts[settled] = got_parts[settled] = 0
    # Large complex numbers have an infinite magnitude, which would allow any distance.
    size = np.minimum(np.abs(expected), _LARGEST_FLOAT)
    return unlike, np.abs(got - expected), size


def excess(
    expected: Flat,
    got: Flat,
    distance: npt.NDArray[np.float64],
    size: npt.NDArray[np.float64],
    tolerance: Comparator,
) -> npt.NDArray[np.float64]:
    """How far each element exceeds the tolerance: over 0 if it differs."""
    if expected.dtype.kind == "b":
        return distance
    if not isinstance(tolerance, Ulp):
        return distance - (tolerance.atol + tolerance.rtol * size)
    if expected.dtype.kind in "iu":
        return distance
    # A Python number is rounded to the dtype of the array that it stands for.
    dtype = min(expected.dtype, got.dtype, key=lambda dtype: dtype.itemsize)
    ulps = ulp_distance(*(_parts(side.astype(dtype)) for side in (expected, got)))
    assert ulps is not None, "floating numbers of one dtype"  # noqa: S101
    # Nonfinite values were settled before, unless rounding produced them.
    finite = np.isfinite(_parts(expected)) & np.isfinite(_parts(got))
    ulps = np.where(np.isnan(ulps), np.where(finite, math.inf, 0.0), ulps)
    farthest = ulps.reshape(-1, 2 if dtype.kind == "c" else 1).max(axis=1)
    return np.where(distance > 0, farthest - tolerance.max_ulps, 0)


def _parts(numbers: Flat) -> Flat:
    """Real and imaginary parts as separate elements."""
    return numbers.view(numbers.real.dtype) if numbers.dtype.kind == "c" else numbers


def _integer_distance(expected: Flat, got: Flat) -> npt.NDArray[np.float64]:
    if expected.dtype != got.dtype:  # One side is Python numbers, at most one for each part.
        pairs = zip(got.tolist(), expected.tolist(), strict=True)
        return np.array([abs(one - other) for one, other in pairs], np.float64)
    if expected.dtype.itemsize < 8:
        return np.abs(got.astype(np.float64) - expected.astype(np.float64))
    # Modulo 2**64, the larger minus the smaller is exact, over the full range of both signs.
    expected_bits, got_bits = expected.astype(np.uint64), got.astype(np.uint64)
    distance = np.where(got >= expected, got_bits - expected_bits, expected_bits - got_bits)
    return distance.astype(np.float64)
