"""Migrating a database to the tables of this version."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from app.core.errors import StoreError


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "app.database:migrations")
    return config


# An arbitrary number: it only has to be the same in every process.
_LOCK = text("SELECT pg_advisory_xact_lock(7218841093)")


def upgrade(connection: Connection, name: str) -> None:
    """Apply the missing migrations, in the connection's transaction.

    Raises:
        StoreError: the database, called `name` in messages, was written by a newer version.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(_LOCK)
    config = _config()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if unknown := set(_revisions(connection)) - known:
        raise StoreError(
            f"{name}: was written by a newer nnx-judge (revision {', '.join(sorted(unknown))}): "
            "install that version, or set NNX_JUDGE_DATA_DIR or NNX_JUDGE_DATABASE_URL to another"
        )
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def is_current(connection: Connection) -> bool:
    """Whether the database has exactly the tables of this version."""
    heads = ScriptDirectory.from_config(_config()).get_heads()
    return set(_revisions(connection)) == set(heads)


def _revisions(connection: Connection) -> tuple[str, ...]:
    return MigrationContext.configure(connection).get_current_heads()
