"""A PostgreSQL server for tests."""

from collections.abc import Iterator
from contextlib import contextmanager

from bench.postgresql import PostgresqlServer as PostgresqlServer
from bench.postgresql import binaries as binaries
from bench.postgresql import own_postgresql


@contextmanager
def postgresql_server() -> Iterator[PostgresqlServer]:
    with own_postgresql(["fsync=off"]) as server:
        yield server
