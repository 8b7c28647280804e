"""A problem's package as its author sends it: parsing, and changing a part of it.

This work may take long, so `app.core.bounded_work` runs it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graders.core.verdict import Outcome
from graders.problem import content, mistakes
from graders.problem.archive import pack, unpack
from graders.problem.beginning import first_files
from graders.problem.editing import EntryKind, difference, with_entry, without_entry
from graders.problem.files import ProblemError
from graders.problem.package import Problem, parse_problem
from graders.problem.scaffold.skeleton import NewProblem


@dataclass(frozen=True, slots=True)
class Package:
    """A problem, the package that it was parsed from, and that package as a zip file."""

    problem: Problem
    files: Mapping[str, bytes]
    archive: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """A case or generator, by its keys in problem.toml, and the name of the one it replaces."""

    keys: Mapping[str, Any]
    replaces: str | None = None


def read_archive(archive: bytes) -> Package:
    """Read the package in a zip file.

    Raises:
        ProblemError: it can't be used.
    """
    name, files = unpack(archive, Path("the zip file"))
    return _package(name, files)


def read_files(name: str, files: Mapping[str, str]) -> Package:
    """Build a package from the texts of its files, by path.

    Raises:
        ProblemError: it can't be used.
    """
    try:
        contents = {path: text.encode() for path, text in files.items()}
        # Through an archive, because paths and sizes are checked there.
        archive = pack(name, contents)
    except UnicodeEncodeError:
        raise ProblemError("A file, or its path, is no text that UTF-8 can write.") from None
    return read_archive(archive)


def begun(new: NewProblem) -> Package:
    """Build the package that a new problem begins with.

    Raises:
        ProblemError: the name, the title or the parameters can't be used.
    """
    return read_files(new.name, first_files(new))


def with_change(package: Package, kind: EntryKind, entry: Entry) -> Package:
    """Return the package with a case or generator added, or with one replaced.

    Raises:
        ProblemError: the entry does not fit the problem.
        NoSuchEntryError: there is no entry that it could replace.
    """
    files = with_entry(package.files, kind, entry.keys, entry.replaces)
    return _package(package.problem.name, files)


def without(package: Package, kind: EntryKind, name: str) -> Package:
    """Return the package without a case or generator.

    Raises:
        ProblemError: nothing would be left to judge by.
        NoSuchEntryError: there is no entry of that name.
    """
    return _package(package.problem.name, without_entry(package.files, kind, name))


def with_content(package: Package, changes: Mapping[str, Any]) -> Package:
    """Return the package with other texts and settings; `graders.problem.content` says which.

    Raises:
        ProblemError: the change does not fit the problem; the message names file and key.
    """
    return _package(package.problem.name, content.with_content(package.files, changes))


def with_example(package: Package, name: str, source: str | None) -> Package:
    """Return the package with an example, `VERDICT/NAME.py`, added, replaced or, by None, removed.

    Raises:
        ProblemError: it is in no verdict's folder, or does not explain its mistake.
        NoSuchExampleError: it is to be removed, and there is none.
    """
    return _package(package.problem.name, content.with_example(package.files, name, source))


def with_mistake(package: Package, outcome: Outcome, source: str, title: str, hint: str) -> Package:
    """Return the package with a submission as an example of a mistake.

    Raises:
        ProblemError: the title or the hint can't be written.
        SameMistakeError: an example has the same code.
    """
    files = mistakes.with_mistake(package.files, outcome, source, title, hint)
    return _package(package.problem.name, files)


def changed(before: bytes | None, after: bytes) -> str:
    """Return the unified diff of a stored package against another, or against nothing.

    Raises:
        ProblemError: one of them can't be used.
    """
    return difference({} if before is None else _files(before), _files(after))


def _files(archive: bytes) -> dict[str, bytes]:
    return unpack(archive, Path("the zip file"))[1]


def _package(name: str, files: Mapping[str, bytes]) -> Package:
    problem = parse_problem(files, Path(name))
    return Package(problem, files, pack(name, files))
