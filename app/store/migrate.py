"""Bringing a database to the tables of this version."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from app.store.errors import StoreError


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "app.store:migrations")
    return config


def upgrade(connection: Connection) -> None:
    """Apply the steps that are missing, in the connection's transaction.

    Raises:
        StoreError: the database was written by a newer version.
    """
    config = _config()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if unknown := set(_revisions(connection)) - known:
        raise StoreError(
            f"{connection.engine.url.database}: was written by a newer nnx-judge (revision "
            f"{', '.join(sorted(unknown))}): install that version, or set NNX_JUDGE_DATA_DIR to "
            "another folder"
        )
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def is_current(connection: Connection) -> bool:
    """Whether the database has exactly the tables of this version."""
    heads = ScriptDirectory.from_config(_config()).get_heads()
    return set(_revisions(connection)) == set(heads)


def _revisions(connection: Connection) -> tuple[str, ...]:
    return MigrationContext.configure(connection).get_current_heads()
