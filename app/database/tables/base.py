"""What all tables share: their names, numbered rows, points in time."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, DateTime, Dialect, Integer, MetaData, TypeDecorator
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

# The same names on every database, so that a migration can name what it changes.
metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

# SQLite numbers rows automatically only if the key's type is INTEGER.
RowNumber = BigInteger().with_variant(Integer, "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """A point in time. SQLite stores no zone, so values are written and read as UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Convert to what the database stores."""
        return value if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Convert to what the code uses."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class database_now(FunctionElement[datetime]):  # noqa: N801 - reads as the SQL function it is
    """The statement's time by the database's clock, which all machines share."""

    type = UtcDateTime()
    inherit_cache = True


@compiles(database_now, "sqlite")
def _sqlite_now(*_: object, **__: object) -> str:
    # SQLAlchemy's format: six digits after the seconds, so that the texts compare correctly.
    return "strftime('%Y-%m-%d %H:%M:%f000', 'now')"


@compiles(database_now, "postgresql")
def _postgresql_now(element: database_now, compiler: SQLCompiler, **_: Any) -> str:  # noqa: ARG001
    return "clock_timestamp()"


class utc_day(FunctionElement[date]):  # noqa: N801 - reads as the SQL function it is
    """The day of a point in time, in UTC."""

    type = Date()
    inherit_cache = True


@compiles(utc_day, "sqlite")
def _sqlite_utc_day(element: utc_day, compiler: SQLCompiler, **options: Any) -> str:
    return f"date({compiler.process(element.clauses, **options)})"


@compiles(utc_day, "postgresql")
def _postgresql_utc_day(element: utc_day, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **options)} AT TIME ZONE 'UTC' AS date)"
