"""How many submissions are ahead of a queued one."""

from sqlalchemy import case, func, literal_column, select, tuple_

from app.database.tables.submissions import submissions as table

_ahead = table.alias("ahead")
# A column for queries of submissions; null where one is not queued.
POSITION = case(
    (
        table.c.status == "queued",
        select(func.count())
        .where(
            # Exactly the index's condition.
            _ahead.c.status == literal_column("'queued'"),
            tuple_(_ahead.c.priority, _ahead.c.number) < tuple_(table.c.priority, table.c.number),
        )
        .scalar_subquery(),
    )
).label("position")
