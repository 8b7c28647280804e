"""Putting problems into the folder of problems, and taking them out of it."""

import tempfile
from collections.abc import Mapping
from keyword import iskeyword
from pathlib import Path

from graders.problem.archive import MAX_ARCHIVE_BYTES, pack, unpack
from graders.problem.package import Problem, ProblemError, load_problem, parse_problem, read_package
from graders.problem.scaffold import skeleton


class ProblemExistsError(ProblemError):
    """There is a problem of this name already."""


def new_problem(name: str, folder: Path) -> Problem:
    """Make a problem to begin with: small, complete, and green when it is checked.

    Args:
        name: an identifier; the function to write is named like it.
        folder: the folder of problems, which is made where it is missing.

    Raises:
        ProblemExistsError: there is one of this name.
        ProblemError: the name is no identifier.
        OSError: it could not be written.
    """
    if not name.isidentifier() or not name.isascii() or iskeyword(name):
        raise ProblemError(
            f"{name!r}: a problem's name is a Python identifier: letters, digits and underscores"
        )
    files = {path: text.encode() for path, text in skeleton(name).items()}
    return put_problem(name, files, folder)


def export_problem(place: Path) -> bytes:
    """The zip file of the problem in the folder `place`: the same bytes for the same revision.

    Raises:
        ProblemError: there is none, or it is wrong.
    """
    return pack(load_problem(place).name, read_package(place))


def import_problem(archive: Path, folder: Path, *, replace: bool = False) -> Problem:
    """Check the package in a zip file, and put it into the folder of problems.

    Args:
        archive: the file.
        folder: the folder of problems, which is made where it is missing.
        replace: put it in the place of the one of its name, where there is one.

    Raises:
        ProblemExistsError: there is one of its name, and it is not to be replaced.
        ProblemError: the archive or the package is wrong; the message names file, key and reason.
        OSError: it could not be written.
    """
    try:
        with archive.open("rb") as file:
            content = file.read(MAX_ARCHIVE_BYTES + 1)
    except OSError as error:
        raise ProblemError(f"{archive}: {error.strerror}") from None
    name, files = unpack(content, archive)
    parse_problem(files, archive / name)
    return put_problem(name, files, folder, replace=replace)


def put_problem(
    name: str, files: Mapping[str, bytes], folder: Path, *, replace: bool = False
) -> Problem:
    """Write a package into the folder of problems: as a whole, or not at all.

    Args:
        name: the problem's.
        files: the content of each, by its path in the package; the paths are trusted.
        folder: the folder of problems, which is made where it is missing.
        replace: put it in the place of the one of its name, where there is one.

    Raises:
        ProblemExistsError: there is one of its name, and it is not to be replaced.
        ProblemError: the package is wrong.
        OSError: it could not be written. What was there before is there again.
    """
    folder.mkdir(parents=True, exist_ok=True)
    # Within the folder, so that moving it into place is one step of the file system's.
    with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=folder) as unfinished:
        made = Path(unfinished) / name
        for path, content in files.items():
            file = made / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        problem = load_problem(made)
        place, old = folder / name, Path(unfinished) / "replaced"
        if place.exists() or place.is_symlink():
            if not replace:
                raise ProblemExistsError(f"{place}: there is a problem of this name already")
            place.rename(old)
        try:
            made.rename(place)
        except OSError:
            if old.exists():
                old.rename(place)
            raise
    return problem
