"""Migrating a database to the tables of this version."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from app.core.errors import StoreError
from app.database.tables.base import metadata

_STEPS = Path(__file__).parent / "migrations" / "versions"
_APPLIED = "alembic_version"  # the table, of one row, in which Alembic keeps the last step
# An arbitrary number: it only has to be the same in every process.
_LOCK = text("SELECT pg_advisory_xact_lock(7218841093)")


def upgrade(connection: Connection, name: str) -> None:
    """Apply the missing migrations, in the connection's transaction.

    Raises:
        StoreError: the database, called `name` in messages, was written by a newer version, or by
            something else.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(_LOCK)
    require_ours(connection, name)
    if _revisions(connection) == _head():
        return
    # Imported here: it takes as long as the rest of opening a database, which mostly is current.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "app.database:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def is_up_to_date(connection: Connection) -> bool:
    """Whether the database has this version's tables, or what a newer version has made of them."""
    return _revisions(connection) == _head() or bool(_unknown(connection))


def require_current(connection: Connection, name: str) -> None:
    """Check that the database has exactly the tables of this version.

    Raises:
        StoreError: it has others; the message says what to do, and calls the database `name`.
    """
    found, needed = _revisions(connection), _head()
    if found == needed:
        return
    require_ours(connection, name)
    is_shared = connection.dialect.name == "postgresql"
    advice = "run nnx-judge db upgrade" if is_shared else "start this version's nnx-judge serve"
    if not found:
        raise StoreError(f"{name}: has no tables yet: {advice}")
    raise StoreError(
        f"{name}: has the tables of an older nnx-judge (revision {_listed(found)}, this version's "
        f"are {_listed(needed)}): {advice}"
    )


def require_ours(connection: Connection, name: str) -> None:
    """Check that this version or an older one has made the tables, or that there are none.

    Raises:
        StoreError: a newer version has, or something else; it calls the database `name`.
    """
    if unknown := _unknown(connection):
        raise StoreError(
            f"{name}: was written by a newer nnx-judge (revision {_listed(unknown)}): install that "
            "version, or set NNX_JUDGE_DATA_DIR or NNX_JUDGE_DATABASE_URL to another"
        )
    ours = set(inspect(connection).get_table_names()) & metadata.tables.keys()
    if ours and not _revisions(connection):
        raise StoreError(
            f"{name}: has tables that no released nnx-judge has made ({', '.join(sorted(ours))}): "
            "set NNX_JUDGE_DATA_DIR or NNX_JUDGE_DATABASE_URL to another"
        )


def _unknown(connection: Connection) -> set[str]:
    return _revisions(connection) - _known()


def _known() -> set[str]:
    """The revisions that this version's steps lead to: the names of their modules have them."""
    return {path.stem.split("_")[1] for path in _STEPS.glob("revision_*.py")}


def _head() -> set[str]:
    return {max(_known())}


def _revisions(connection: Connection) -> set[str]:
    if not inspect(connection).has_table(_APPLIED):
        return set()
    return set(connection.execute(text(f"SELECT version_num FROM {_APPLIED}")).scalars())  # noqa: S608


def _listed(revisions: set[str]) -> str:
    return ", ".join(sorted(revisions))
