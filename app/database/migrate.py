"""Migrating a database to the tables of this version."""

from functools import cache

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from app.core.errors import StoreError
from app.database.tables import metadata


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "app.database:migrations")
    return config


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
    if _revisions(connection) == _head():
        return
    require_ours(connection, name)
    config = _config()
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
    return _revisions(connection) - {script.revision for script in _steps().walk_revisions()}


def _head() -> set[str]:
    return set(_steps().get_heads())


@cache
def _steps() -> ScriptDirectory:
    # Alembic runs the file of every step to learn their order.
    return ScriptDirectory.from_config(_config())


def _revisions(connection: Connection) -> set[str]:
    return set(MigrationContext.configure(connection).get_current_heads())


def _listed(revisions: set[str]) -> str:
    return ", ".join(sorted(revisions))
