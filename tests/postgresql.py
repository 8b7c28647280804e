"""A PostgreSQL server for tests."""

from collections.abc import Iterator
from contextlib import contextmanager

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
