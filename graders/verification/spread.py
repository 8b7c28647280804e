"""Measuring the distance between two sets of outputs, in units of the tolerance."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from graders.core.values import Array, Constant, Node, Value
from graders.problem.cases import Case
from graders.problem.comparators import Comparator, Custom, Ulp, UpToPermutation


@dataclass(frozen=True, slots=True)
class Spread:
    """The largest distance between outputs, as a share of what the tolerance allows.

    `max_abs_error` is from the same case.
    """

    share_of_tolerance: float
    max_abs_error: float
    worst_case: str


class IncomparableOutputsError(Exception):
    """There is no distance between the outputs. The message says why."""


def measure_spread(
    cases: Sequence[Case], expected: Sequence[Value], outputs: Sequence[Value]
) -> Spread:
    """How far `outputs` are from the expected ones; their dtypes may differ.

    Skips cases whose tolerance is not a distance between two numbers.

    Raises:
        IncomparableOutputsError: the structure or a shape differs, or all cases are skipped.
    """
    spreads = [
        Spread(*_distance(right, other, case.tolerance), case.name)
        for case, right, other in zip(cases, expected, outputs, strict=True)
        if not isinstance(case.tolerance, Custom | UpToPermutation)
    ]
    if not spreads:
        raise IncomparableOutputsError(
            "its outputs are judged by checker.py, or come in any order: they have no one distance"
        )
    return max(spreads, key=lambda spread: spread.share_of_tolerance)


def _distance(expected: Value, other: Value, tolerance: Comparator) -> tuple[float, float]:
    share = error = 0.0
    with np.errstate(all="ignore"):
        for right, given in _pairs(expected, other):
            steps = _steps(right)
            wide = np.complex128 if right.dtype.kind == "c" else np.float64
            right, given = right.astype(wide), given.astype(wide)
            alike = (right == given) | (np.isnan(right) & np.isnan(given))
            distance = np.where(alike, 0.0, np.abs(given - right))
            # Infinities and NaN compared with other values.
            distance[np.isnan(distance)] = np.inf
            if isinstance(tolerance, Ulp):
                allowed = tolerance.max_ulps * steps
            else:
                allowed = tolerance.atol + tolerance.rtol * np.abs(right)
            shares = np.where(alike, 0.0, distance / allowed)
            shares[np.isnan(shares)] = np.inf
            share = max(share, float(shares.max(initial=0.0)))
            error = max(error, float(distance.max(initial=0.0)))
    return share, error


def _steps(numbers: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """The distance from each number to the next of its dtype; zero if values must be exact."""
    if numbers.dtype.kind in "biu":
        return np.zeros(numbers.shape)
    steps: npt.NDArray[np.float64] = np.spacing(np.abs(numbers)).astype(np.float64)
    return steps


def _pairs(expected: Value, other: Value) -> Iterator[tuple[npt.NDArray[Any], npt.NDArray[Any]]]:
    match expected, other:
        case Array(right), Array(given) if right.shape == given.shape:
            yield right, given
        case Array(right), Array(given):
            raise IncomparableOutputsError(f"its shape is {given.shape}, not {right.shape}")
        case Node(), Node() if expected.children.keys() == other.children.keys():
            for name, child in expected.children.items():
                yield from _pairs(child, other.children[name])
        case Constant(), Constant():
            pass
        case _:
            raise IncomparableOutputsError("its output has another structure")
