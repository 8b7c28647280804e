"""Writing problems by the API: each change makes a revision, and the newest is live."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.caller import Caller
from app.errors import (
    InvalidProblemError,
    ProblemExistsError,
    RevisionChangedError,
    UnknownCaseError,
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
from graders.editing import (
    EntryKind,
    NoSuchEntryError,
    difference,
    with_entry,
    without_entry,
)
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
class Entry:
    """A case or generator, by the keys of problem.toml, and the name of the one it replaces."""

    keys: Mapping[str, Any]
    replaces: str | None = None


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


async def put_entry(
    service: Service, name: str, kind: EntryKind, entry: Entry, change: Change
) -> None:
    """Add a case or generator to a problem as it is live, or put it in the place of another.

    Raises:
        InvalidProblemError: the entry does not fit the problem.
        UnknownProblemError: there is no such problem.
        UnknownCaseError: there is none that it could take the place of.
        RevisionChangedError: another revision is live than the change was made for.
        StoreError: the store failed.
    """
    await _change_live(service, name, lambda live: with_change(live, kind, entry), change)


async def remove_entry(
    service: Service, name: str, kind: EntryKind, entry: str, change: Change
) -> None:
    """Take a case or generator from a problem as it is live.

    Raises:
        InvalidProblemError: nothing would be left to judge by.
        UnknownProblemError: there is no such problem.
        UnknownCaseError: it has none of that name.
        RevisionChangedError: another revision is live than the change was made for.
        StoreError: the store failed.
    """

    def removed(live: Package) -> Package:
        with _told_of_entries():
            return _parsed(live, without_entry(live.files, kind, entry))

    await _change_live(service, name, removed, change)


def with_change(package: Package, kind: EntryKind, entry: Entry) -> Package:
    """The package with one more case or generator, or another in the place of one.

    Raises:
        InvalidProblemError: the entry does not fit the problem.
        UnknownCaseError: there is none that it could take the place of.
    """
    with _told_of_entries():
        return _parsed(package, with_entry(package.files, kind, entry.keys, entry.replaces))


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


async def changes(
    service: Service, name: str, revision: str, since: str | None
) -> tuple[Revision, str]:
    """A revision, and how its package differs from another's, as a unified diff.

    Args:
        service: the running service.
        name: the problem's.
        revision: which one.
        since: the revision that it is compared with; its parent where None.

    Raises:
        UnknownProblemError: there is no such problem.
        UnknownRevisionError: it has no such revision.
        StoreError: the store failed.
    """
    for found in await revisions(service, name):
        if found.revision == revision:
            before: Mapping[str, bytes] = {}
            if (other := since or found.parent) is not None:
                before = (await package_of(service, name, other)).files
            after = (await package_of(service, name, revision)).files
            return found, await asyncio.to_thread(difference, before, after)
    raise UnknownRevisionError


async def _change_live(
    service: Service, name: str, changed: Callable[[Package], Package], change: Change
) -> None:
    live = await package_of(service, name, None)
    if change.based_on not in (None, live.problem.revision):
        raise RevisionChangedError(live.problem.revision)
    package = await asyncio.to_thread(changed, live)
    await update(service, name, package, replace(change, based_on=live.problem.revision))


def _parsed(package: Package, files: Mapping[str, bytes]) -> Package:
    return Package(parse_problem(files, Path(package.problem.name)), files)


@contextmanager
def _told_of_entries() -> Iterator[None]:
    """Have what is wrong with an entry answered as the API's errors."""
    try:
        yield
    except NoSuchEntryError:
        raise UnknownCaseError from None
    except ProblemError as error:
        raise InvalidProblemError(str(error)) from None


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
