"""How a figure of submissions is distributed: quantiles and a histogram, made by the database."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.database.tables import submissions as table
from app.statistics.schemas import Bucket, Distribution
from graders.core.verdict import Outcome

# The preferred numbers of the series E6 (IEC 60063): six to a decade, in even steps on a
# logarithmic axis. From a millisecond, or a MiB, to what no limit allows.
_E6 = (1.0, 1.5, 2.2, 3.3, 4.7, 6.8)
_EDGES = (0.0, *(float(f"{step}e{decade}") for decade in range(6) for step in _E6))
_QUANTILES = (0.5, 0.9, 0.99)


async def distribution(
    connection: AsyncConnection,
    figure: ColumnElement[float | None],
    conditions: list[ColumnElement[bool]],
) -> Distribution:
    """How a figure is distributed among the submissions that fit the conditions.

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
    # Apart, because PostgreSQL would not know it again where it is grouped by.
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
