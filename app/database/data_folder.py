"""The data folder: private to its owner, and used by one process at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.core.errors import StoreError
from app.database.errors import FolderInUseError

DATABASE = "submissions.db"
_LOCK = "lock"


def private_folder(folder: Path) -> None:
    """Create the data folder if it is missing, readable by its owner only.

    An existing folder keeps its mode, since it may serve other purposes.

    Raises:
        StoreError: it can't be created.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _unusable(folder, error) from None


@contextmanager
def held_folder(folder: Path) -> Iterator[Path]:
    """Lock the data folder for this process, and yield the path of its database.

    It is created as by `private_folder`; the database file is always private.

    Raises:
        FolderInUseError: another process holds the lock.
        StoreError: the folder can't be created or written.
    """
    private_folder(folder)
    try:
        lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise _unusable(folder, error) from None
    try:
        _lock(lock, folder)
        yield _private_file(folder / DATABASE)
    finally:
        # Closing it releases the lock. The file stays: removing it would let two processes hold
        # locks on two files of the same name.
        os.close(lock)


def _unusable(folder: Path, error: OSError) -> StoreError:
    return StoreError(f"{folder}: can't be used as data folder: {error.strerror}")


def _lock(descriptor: int, folder: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise FolderInUseError(
            f"{folder}: another nnx-judge uses this data folder: stop it, or set "
            "NNX_JUDGE_DATA_DIR to another folder"
        ) from None
    except OSError as error:
        raise StoreError(f"{folder}: can't be locked: {error.strerror}") from None


def _private_file(path: Path) -> Path:
    """Create the file before SQLite does, which would let others read it and its journals."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        path.chmod(0o600)
    except OSError as error:
        raise StoreError(f"{path}: can't be written: {error.strerror}") from None
    return path
