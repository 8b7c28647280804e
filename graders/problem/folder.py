"""Adding problems to the folder of problems, and exporting them from it."""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from graders.problem.archive import MAX_ARCHIVE_BYTES, pack, unpack
from graders.problem.beginning import first_files
from graders.problem.files import ProblemError, read_package
from graders.problem.package import Problem, load_problem, parse_problem
from graders.problem.scaffold.skeleton import NewProblem


class ProblemExistsError(ProblemError):
    """A problem of this name exists already."""


def new_problem(new: NewProblem, folder: Path) -> Problem:
    """Create a problem to start from: small, complete, and passing its checks.

    Args:
        new: what is known of it.
        folder: the folder of problems, created if missing.

    Raises:
        ProblemExistsError: a problem of this name exists.
        ProblemError: the name, the title or the parameters can't be used.
        OSError: it could not be written.
    """
    files = {path: text.encode() for path, text in first_files(new).items()}
    return put_problem(new.name, files, folder)


def export_problem(place: Path) -> bytes:
    """The zip file of the problem in the folder `place`: the same bytes for the same revision.

    Raises:
        ProblemError: there is no problem, or it is invalid.
    """
    return pack(load_problem(place).name, read_package(place))


def import_problem(
    archive: Path,
    folder: Path,
    *,
    replace: bool = False,
    try_out: Callable[[Problem], None] = lambda _: None,
) -> Problem:
    """Check the package in a zip file, and add it to the folder of problems.

    Args:
        archive: the file.
        folder: the folder of problems, created if missing.
        replace: whether to replace an existing problem of the same name.
        try_out: called before anything is written; what it raises keeps the problem out.

    Raises:
        ProblemExistsError: a problem of its name exists, and `replace` is false.
        ProblemError: the archive or the package is wrong; the message names file, key and reason.
        OSError: it could not be written.
    """
    try:
        with archive.open("rb") as file:
            content = file.read(MAX_ARCHIVE_BYTES + 1)
    except OSError as error:
        raise ProblemError(f"{archive}: {error.strerror}") from None
    name, files = unpack(content, archive)
    problem = parse_problem(files, archive / name)
    if not replace:
        _refuse_taken(folder / name)
    try_out(problem)
    return put_problem(name, files, folder, replace=replace)


def put_problem(
    name: str, files: Mapping[str, bytes], folder: Path, *, replace: bool = False
) -> Problem:
    """Write a package into the folder of problems: as a whole, or not at all.

    Args:
        name: the problem's name.
        files: the content of each, by its path in the package; the paths are trusted.
        folder: the folder of problems, created if missing.
        replace: whether to replace an existing problem of the same name.

    Raises:
        ProblemExistsError: a problem of its name exists, and `replace` is false.
        ProblemError: the package is wrong.
        OSError: it could not be written. The previous problem is restored.
    """
    folder.mkdir(parents=True, exist_ok=True)
    # Inside the folder, so that moving it into place is a single rename on one file system.
    with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=folder) as unfinished:
        made = Path(unfinished) / name
        for path, content in files.items():
            file = made / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        problem = load_problem(made)
        place, old = folder / name, Path(unfinished) / "replaced"
        if not replace:
            _refuse_taken(place)
        elif _is_taken(place):
            place.rename(old)
        try:
            made.rename(place)
        except OSError:
            if old.exists():
                old.rename(place)
            raise
    return problem


def _is_taken(place: Path) -> bool:
    return place.exists() or place.is_symlink()


def _refuse_taken(place: Path) -> None:
    if _is_taken(place):
        raise ProblemExistsError(f"{place}: there is a problem of this name already")
