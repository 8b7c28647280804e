"""The files of a problem package, and the error about one that can't be used."""

from collections.abc import Mapping
from pathlib import Path, PurePath

MAX_FILE_BYTES = 2**20
MAX_PACKAGE_BYTES = 4 * 2**20
MAX_FILES = 500
# Both are read whenever the problem is shown or changed, and most have a few thousand bytes.
MAX_SPEC_BYTES = 2**18
MAX_STATEMENT_BYTES = 2**16


class ProblemError(Exception):
    """A package that can't be used. The message names the file, the key and the reason."""


class NoProblemsError(ProblemError):
    """The folder of problems is missing, or no problem is in it."""


def read_package(folder: Path) -> dict[str, bytes]:
    """Every file that belongs to the package, by its path in it.

    Raises:
        ProblemError: one is too large, or a symbolic link.
    """
    files = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder)
        if is_clutter(name):
            continue
        # The sender of a package must not choose which other files of this machine are read.
        if path.is_symlink():
            raise ProblemError(f"{path}: is a symbolic link; a package holds its own files")
        if path.is_file():
            if (size := path.stat().st_size) > MAX_FILE_BYTES:
                raise ProblemError(f"{path}: has {size} bytes; {MAX_FILE_BYTES} are the most")
            files[name.as_posix()] = path.read_bytes()
    return files


def is_clutter(path: PurePath) -> bool:
    """Whether a file at this path does not belong to a package: hidden, or compiled."""
    return any(part.startswith(".") or part == "__pycache__" for part in path.parts)


def text(folder: Path, files: Mapping[str, bytes], name: str) -> str:
    """The text of a file that must be there.

    Raises:
        ProblemError: it is missing, or not UTF-8.
    """
    if name not in files:
        raise ProblemError(f"{folder / name}: missing")
    try:
        return files[name].decode()
    except UnicodeDecodeError as error:
        raise ProblemError(f"{folder / name}: not UTF-8: {error}") from None


def optional_text(folder: Path, files: Mapping[str, bytes], name: str) -> str | None:
    """The text of a file; None if it is missing.

    Raises:
        ProblemError: it is not UTF-8.
    """
    return text(folder, files, name) if name in files else None
