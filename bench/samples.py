"""Medians and spread of measured samples."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spread:
    """What a set of samples comes to. `low` and `high` are the quartiles."""

    count: int
    median: float
    low: float
    high: float
    p95: float
    minimum: float
    maximum: float


def spread(samples: Sequence[float]) -> Spread:
    """The median and the spread of at least one sample."""
    return Spread(
        count=len(samples),
        median=statistics.median(samples),
        low=percentile(samples, 25),
        high=percentile(samples, 75),
        p95=percentile(samples, 95),
        minimum=min(samples),
        maximum=max(samples),
    )


def percentile(samples: Sequence[float], percent: int) -> float:
    """By linear interpolation between the two nearest samples."""
    if len(samples) == 1:
        return samples[0]
    return statistics.quantiles(samples, n=100, method="inclusive")[percent - 1]
