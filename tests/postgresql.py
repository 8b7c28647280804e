"""A PostgreSQL server for tests, and databases on it."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from bench.postgresql import PostgresqlServer as PostgresqlServer
from bench.postgresql import binaries as binaries
from bench.postgresql import own_postgresql

# Nothing has to outlive a power cut, and no database lives long enough to be cleaned up: with
# hundreds of them, something in one of them would always be about to be.
_SETTINGS = ("fsync=off", "full_page_writes=off", "autovacuum=off")


@contextmanager
def postgresql_server() -> Iterator[PostgresqlServer]:
    with own_postgresql(_SETTINGS) as server:
        yield server


class MigratedDatabases:
    """Databases with the tables and no rows, each for one test after another.

    To copy one takes longer than most tests.
    """

    def __init__(self, server: PostgresqlServer, template: str) -> None:
        self._server = server
        self._template = template
        self._given_back: list[str] = []

    def take(self) -> str:
        """The URL of one."""
        for url in self._given_back:
            if _emptied(url):
                self._given_back.remove(url)
                return url
        return self._server.create(self._template)

    def give_back(self, url: str) -> None:
        self._given_back.append(url)


def _emptied(url: str) -> bool:
    """Empty a database, unless somebody uses it still: what a test that failed has left behind."""
    # Without triggers: one keeps the audit log from being emptied.
    options = "-c session_replication_role=replica"
    with psycopg.connect(url, autocommit=True, options=options) as connection:
        if connection.execute(
            "SELECT FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchone():
            return False
        written_to = connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
            "AND relkind = 'r' AND relname <> 'alembic_version' AND pg_relation_size(oid) > 0"
        ).fetchall()
        if written_to:
            # To truncate would make new files for each of them and its indexes.
            deletes = [
                sql.SQL("DELETE FROM {}").format(sql.Identifier(name)) for (name,) in written_to
            ]
            connection.execute(sql.SQL("; ").join(deletes))
        connection.execute(
            "SELECT setval(oid, 1, false) FROM pg_class "
            "WHERE relnamespace = 'public'::regnamespace AND relkind = 'S'"
        )
    return True
