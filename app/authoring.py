"""Writing problems by the API: each change makes a revision, and the newest is live."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.caller import Caller
from app.errors import (
    InvalidProblemError,
    ProblemExistsError,
    RevisionChangedError,
    UnknownProblemError,
    UnknownRevisionError,
)
from app.problem_revision import NewRevision, Revision
from app.service import Service
from app.store.problems import (
    NameTakenError,
    NoSuchRevisionError,
    ProblemStore,
    StaleRevisionError,
)
from graders.archive import pack, unpack
from graders.editing import EntryKind, difference, with_entry
from graders.problem import Problem, ProblemError, parse_problem


@dataclass(frozen=True, slots=True)
class Package:
    """A problem, and the package that it was read from."""

    problem: Problem
    files: Mapping[str, bytes]

    @property
    def archive(self) -> bytes:
        """The package as a zip file."""
        return pack(self.problem.name, self.files)


@dataclass(frozen=True, slots=True)
class Change:
    """Who changes a problem, why, and the revision that it is changed from; None for any."""

    caller: Caller
    note: str
    based_on: str | None


def read_archive(archive: bytes) -> Package:
    """The package in a zip file.

    Raises:
        InvalidProblemError: it can't be used.
    """
    try:
        name, files = unpack(archive, Path("the zip file"))
        return Package(parse_problem(files, Path(name)), files)
    except ProblemError as error:
        raise InvalidProblemError(str(error)) from None


def read_files(name: str, files: Mapping[str, str]) -> Package:
    """The package of these texts, by their paths.

    Raises:
        InvalidProblemError: it can't be used.
    """
    try:
        # Through an archive, because that is where paths and sizes are checked.
        return read_archive(pack(name, {path: text.encode() for path, text in files.items()}))
    except UnicodeEncodeError:
        raise InvalidProblemError("A file, or its path, is no text that UTF-8 can write.") from None


async def create(service: Service, package: Package, change: Change) -> None:
    """Add a problem.

    Raises:
        ProblemExistsError: there is one of its name.
        StoreError: the store failed.
    """
    try:
        await ProblemStore(service.database).create(_revision(package, change))
    except NameTakenError:
        raise ProblemExistsError from None
    await service.catalogue.refresh()


async def update(service: Service, name: str, package: Package, change: Change) -> None:
    """Give a problem another content.

    Raises:
        InvalidProblemError: the package is another problem's.
        UnknownProblemError: there is no such problem.
        RevisionChangedError: another revision is live than the change was made for.
        StoreError: the store failed.
    """
    await live_problem(service, name)
    if package.problem.name != name:
        raise InvalidProblemError(f"The package is of {package.problem.name}, not of {name}.")
    with _refusals():
        await ProblemStore(service.database).change(_revision(package, change), change.based_on)
    await service.catalogue.refresh()


async def add_entry(
    service: Service, name: str, kind: EntryKind, entry: Mapping[str, Any], change: Change
) -> Package:
    """Add a case or generator to a problem as it is live; what it then is.

    Raises:
        InvalidProblemError: the entry does not fit the problem.
        UnknownProblemError: there is no such problem.
        RevisionChangedError: another revision is live than the change was made for.
        StoreError: the store failed.
    """
    live = await package_of(service, name, None)
    if change.based_on not in (None, live.problem.revision):
        raise RevisionChangedError(live.problem.revision)
    package = await asyncio.to_thread(added, live, kind, entry)
    based_on_live = Change(change.caller, change.note, live.problem.revision)
    await update(service, name, package, based_on_live)
    return package


def added(package: Package, kind: EntryKind, entry: Mapping[str, Any]) -> Package:
    """The package with one more case or generator.

    Raises:
        InvalidProblemError: the entry does not fit the problem.
    """
    name = package.problem.name
    try:
        files = with_entry(package.files, kind, entry)
        return Package(parse_problem(files, Path(name)), files)
    except ProblemError as error:
        raise InvalidProblemError(str(error)) from None


async def make_live(service: Service, name: str, revision: str, based_on: str | None) -> None:
    """Have new submissions judged on an earlier revision, or on the folder's.

    Raises:
        UnknownProblemError: there is no such problem.
        UnknownRevisionError: it has no such revision, or none that can still be used.
        RevisionChangedError: another revision is live than the change was made for.
        StoreError: the store failed.
    """
    await package_of(service, name, revision)
    with _refusals():
        await ProblemStore(service.database).make_live(name, revision, based_on)
    await service.catalogue.refresh()


async def put_away(service: Service, name: str, *, archived: bool) -> None:
    """Archive a problem, or take it out of the archive.

    Raises:
        UnknownProblemError: there is no such problem.
        StoreError: the store failed.
    """
    await live_problem(service, name)
    with _refusals():
        await ProblemStore(service.database).put_away(name, archived=archived)
    await service.catalogue.refresh()


async def live_problem(service: Service, name: str) -> Problem:
    """The problem of that name, archived or not, as it is live.

    Raises:
        UnknownProblemError: there is none.
        StoreError: the store failed.
    """
    # Another process may just have changed it.
    await service.catalogue.refresh()
    catalogue = service.catalogue
    problem = catalogue.problems.get(name) or catalogue.archived.get(name)
    if problem is None:
        raise UnknownProblemError
    return problem


async def package_of(service: Service, name: str, revision: str | None) -> Package:
    """The package of a revision, or of the live one.

    Raises:
        UnknownProblemError: there is no such problem.
        UnknownRevisionError: it has no such revision, or none that can still be used.
        StoreError: the store failed.
    """
    live = await live_problem(service, name)
    wanted = revision or live.revision
    archive = await ProblemStore(service.database).archive(name, wanted)
    if archive is None:
        raise UnknownRevisionError
    try:
        return await asyncio.to_thread(read_archive, archive)
    except InvalidProblemError:
        # An older version took what this one does not.
        raise UnknownRevisionError from None


async def revisions(service: Service, name: str) -> list[Revision]:
    """Every revision of a problem, the newest first.

    Raises:
        UnknownProblemError: there is no such problem.
        StoreError: the store failed.
    """
    await live_problem(service, name)
    return list(await ProblemStore(service.database).revisions(name))


async def changes(service: Service, name: str, revision: str) -> tuple[Revision, str]:
    """A revision, and how its package differs from its parent's, as a unified diff.

    Raises:
        UnknownProblemError: there is no such problem.
        UnknownRevisionError: it has no such revision.
        StoreError: the store failed.
    """
    for found in await revisions(service, name):
        if found.revision == revision:
            before: Mapping[str, bytes] = {}
            if found.parent is not None:
                before = (await package_of(service, name, found.parent)).files
            after = (await package_of(service, name, revision)).files
            return found, await asyncio.to_thread(difference, before, after)
    raise UnknownRevisionError


def _revision(package: Package, change: Change) -> NewRevision:
    return NewRevision(
        problem=package.problem.name,
        revision=package.problem.revision,
        archive=package.archive,
        source="api",
        site=change.caller.site,
        key_id=change.caller.key_id,
        note=change.note,
    )


@contextmanager
def _refusals() -> Iterator[None]:
    """Have the store's refusals answered as the API's errors."""
    try:
        yield
    except NoSuchRevisionError:
        raise UnknownProblemError from None
    except StaleRevisionError as error:
        raise RevisionChangedError(error.live) from None
