"""Backups of the embedded database, and restoring one."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import NullPool, create_engine, inspect
from sqlalchemy.exc import SQLAlchemyError

from app.core.errors import StoreError
from app.database.migrate import require_ours
from app.database.tables.submissions import submissions

_LOGS = ("-wal", "-shm", "-journal")


def back_up(database: Path, target: Path) -> None:
    """Copy a database, which may be in use, to a new file, as it is at one moment.

    The copy has nothing of what was deleted. Once the file has its name, it is whole and on disk.

    Raises:
        StoreError: the file exists or can't be written, or the database is damaged.
    """
    if target.exists():
        raise StoreError(f"{target}: exists already")
    with _new_file(target) as unfinished:
        with closing(_connect(database, "mode=rw")) as connection:
            connection.execute("VACUUM INTO ?", [str(unfinished)])
        _require_sound(unfinished)


def restore(backup: Path, database: Path) -> None:
    """Make a copy of a backup the database of a data folder that nobody uses.

    Raises:
        StoreError: the folder has a database, the backup is damaged, is none, or is of a newer
            version, or the folder can't be written.
    """
    # SQLite would apply a log that is left of another database to this one.
    for file in (database, *(Path(f"{database}{ending}") for ending in _LOGS)):
        if file.exists() and file.stat().st_size:
            raise StoreError(f"{file}: exists already: move it out of the folder first")
    with _new_file(database) as unfinished:
        shutil.copyfile(backup, unfinished)
        _require_sound(unfinished)
        _require_ours(unfinished, str(backup))


@contextmanager
def _new_file(path: Path) -> Iterator[Path]:
    """Yield a private file to write to, which gets its name if that succeeds."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        # Before SQLite makes it, which would let others read it.
        os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        yield unfinished
        _to_disk(unfinished)
        unfinished.rename(path)
        _to_disk(path.parent)
    except (OSError, sqlite3.Error, SQLAlchemyError) as error:
        raise StoreError(f"{path}: {error}") from error
    finally:
        unfinished.unlink(missing_ok=True)


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _connect(path: Path, how: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True, isolation_level=None)


def _connect_to_unused(path: Path) -> sqlite3.Connection:
    return _connect(path, "mode=ro&immutable=1")


def _require_sound(path: Path) -> None:
    with closing(_connect_to_unused(path)) as connection:
        [[found], *_] = connection.execute("PRAGMA quick_check(1)")
    if found != "ok":
        raise StoreError(f"{path}: is damaged: {found}")


def _require_ours(path: Path, name: str) -> None:
    engine = create_engine(
        "sqlite://", creator=lambda: _connect_to_unused(path), poolclass=NullPool
    )
    with engine.connect() as connection:
        require_ours(connection, name)
        if not inspect(connection).has_table(submissions.name):
            raise StoreError(f"{name}: is no backup of a judge's database")
