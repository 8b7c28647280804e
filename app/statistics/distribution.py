"""The distribution of a figure: quantiles and a histogram."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.database.tables.submissions import submissions as table
from app.statistics.schemas import Bucket, Distribution
from graders.core.verdict import Outcome

# The preferred numbers of the series E6 (IEC 60063): six per decade, evenly spaced on a logarithmic
# axis. From a millisecond, or a MiB, to more than any limit allows.
_E6 = (1.0, 1.5, 2.2, 3.3, 4.7, 6.8)
_EDGES = (0.0, *(float(f"{step}e{decade}") for decade in range(6) for step in _E6))
_QUANTILES = (0.5, 0.9, 0.99)


async def distribution(
    connection: AsyncConnection,
    figure: ColumnElement[float | None],
    conditions: list[ColumnElement[bool]],
) -> Distribution:
    """Have the database compute that of a figure among the submissions that meet the conditions.

    Raises:
        SQLAlchemyError: the database failed.
    """
    quantiles = (await connection.execute(_quantiles(figure, conditions))).one()
    rows = (await connection.execute(_buckets(figure, conditions))).all()
    return Distribution(
        median=quantiles.q0,
        p90=quantiles.q1,
        p99=quantiles.q2,
        maximum=quantiles.maximum,
        buckets=_buckets_of({row.place: (row.submissions, row.accepted) for row in rows}),
    )


def distribution_of(figures: Sequence[tuple[float, int, int]]) -> Distribution:
    """Return the distribution of figures, each with its submissions and the accepted ones.

    They are in order.
    """
    upto = list(accumulate(submissions for _, submissions, _ in figures))
    quantiles = [
        figures[bisect_left(upto, quantile * upto[-1])][0] if upto else None
        for quantile in _QUANTILES
    ]
    counts: dict[int, tuple[int, int]] = {}
    for figure, submissions, accepted in figures:
        place = bisect_right(_EDGES, figure) - 1
        before = counts.get(place, (0, 0))
        counts[place] = before[0] + submissions, before[1] + accepted
    return Distribution(
        median=quantiles[0],
        p90=quantiles[1],
        p99=quantiles[2],
        maximum=figures[-1][0] if figures else None,
        buckets=_buckets_of(counts),
    )


def _quantiles(
    figure: ColumnElement[float | None], conditions: list[ColumnElement[bool]]
) -> Select[Any]:
    ranked = (
        select(figure.label("figure"), func.cume_dist().over(order_by=figure).label("share"))
        .where(*conditions)
        .subquery()
    )
    return select(
        *(
            func.min(case((ranked.c.share >= quantile, ranked.c.figure))).label(f"q{place}")
            for place, quantile in enumerate(_QUANTILES)
        ),
        func.max(ranked.c.figure).label("maximum"),
    )


def _buckets(
    figure: ColumnElement[float | None], conditions: list[ColumnElement[bool]]
) -> Select[Any]:
    place = case(
        *((figure < edge, place) for place, edge in enumerate(_EDGES[1:])), else_=len(_EDGES) - 1
    )
    is_accepted = case((table.c.outcome == Outcome.ACCEPTED, 1), else_=0)
    # A subquery, because PostgreSQL would not recognize the repeated expression in GROUP BY.
    placed = (
        select(place.label("place"), is_accepted.label("accepted")).where(*conditions).subquery()
    )
    return (
        select(
            placed.c.place,
            func.count().label("submissions"),
            func.sum(placed.c.accepted).label("accepted"),
        )
        .group_by(placed.c.place)
        .order_by(placed.c.place)
    )


def _buckets_of(counts: Mapping[int, tuple[int, int]]) -> list[Bucket]:
    """The buckets, by their places: how many submissions are in each, and how many accepted."""
    if not counts:
        return []
    return [
        Bucket(
            at_least=_EDGES[place],
            below=_EDGES[place + 1] if place + 1 < len(_EDGES) else None,
            submissions=submissions,
            accepted=accepted,
        )
        for place in range(min(counts), max(counts) + 1)
        for submissions, accepted in [counts.get(place, (0, 0))]
    ]
