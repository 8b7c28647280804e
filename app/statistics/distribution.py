"""The distribution of a figure: quantiles and a histogram, computed by the database."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.database.tables import submissions as table
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
    """Compute the distribution of a figure among the submissions that meet the conditions.

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
        buckets=_buckets_of(rows),
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


def _buckets_of(rows: Iterable[Row[*tuple[Any, ...]]]) -> list[Bucket]:
    counts = {row.place: row for row in rows}
    if not counts:
        return []
    return [
        Bucket(
            at_least=_EDGES[place],
            below=_EDGES[place + 1] if place + 1 < len(_EDGES) else None,
            submissions=counts[place].submissions if place in counts else 0,
            accepted=counts[place].accepted if place in counts else 0,
        )
        for place in range(min(counts), max(counts) + 1)
    ]
