"""Writing problems by the API: each change makes a revision, and the newest is live."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Concatenate, ParamSpec, TypeVar

from app.auth.caller import Caller
from app.core.errors import (
    WorkLimitError,
)
from app.problems.errors import (
    InvalidProblemError,
    ProblemExistsError,
    RevisionChangedError,
    UnknownCaseError,
    UnknownProblemError,
    UnknownRevisionError,
)
from app.problems.package import Entry, Package, changed, read_archive, with_change, without
from app.problems.repository import (
    NameTakenError,
    NoSuchRevisionError,
    ProblemStore,
    StaleRevisionError,
)
from app.problems.schemas import NewRevision, Revision
from app.service import Service
from graders.problem.editing import EntryKind, NoSuchEntryError
from graders.problem.package import Problem, ProblemError

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Change:
    """Who changes a problem, why, and the revision that it is changed from; None for any."""

    caller: Caller
    note: str
    based_on: str | None


async def in_bounds(
    service: Service,
    caller: Caller,
    function: Callable[_Parameters, _Result],
    *arguments: _Parameters.args,
    **keywords: _Parameters.kwargs,
) -> _Result:
    """What a function of `app.problems.package` returns, within the bounds of `BoundedWork`.

    Raises:
        InvalidProblemError: the package can't be used, or takes too much to read.
        UnknownCaseError: it has no such entry.
    """
    try:
        return await service.work.run(caller.key_id, function, *arguments, **keywords)
    except NoSuchEntryError:
        raise UnknownCaseError from None
    except ProblemError as error:
        raise InvalidProblemError(str(error)) from None
    except WorkLimitError as error:
        raise InvalidProblemError(f"It is too much to read: {error.detail}") from None


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
    await _change_live(service, name, change, with_change, kind, entry)


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
    await _change_live(service, name, change, without, kind, entry)


async def make_live(
    service: Service, caller: Caller, name: str, revision: str, based_on: str | None
) -> None:
    """Have new submissions judged on an earlier revision, or on the folder's.

    Raises:
        UnknownProblemError: there is no such problem.
        UnknownRevisionError: it has no such revision, or none that can still be used.
        RevisionChangedError: another revision is live than the change was made for.
        StoreError: the store failed.
    """
    await package_of(service, caller, name, revision)
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


async def package_of(service: Service, caller: Caller, name: str, revision: str | None) -> Package:
    """The package of a revision, or of the live one.

    Raises:
        UnknownProblemError: there is no such problem.
        UnknownRevisionError: it has no such revision, or none that can still be used.
        StoreError: the store failed.
    """
    archive = await archive_of(service, name, revision)
    try:
        return await in_bounds(service, caller, read_archive, archive)
    except InvalidProblemError:
        # An older version took what this one does not.
        raise UnknownRevisionError from None


async def archive_of(service: Service, name: str, revision: str | None) -> bytes:
    """The package of a revision, or of the live one, as a zip file.

    Raises:
        UnknownProblemError: there is no such problem.
        UnknownRevisionError: it has no such revision.
        StoreError: the store failed.
    """
    live = await live_problem(service, name)
    archive = await ProblemStore(service.database).archive(name, revision or live.revision)
    if archive is None:
        raise UnknownRevisionError
    return archive


async def revisions(service: Service, name: str) -> list[Revision]:
    """Every revision of a problem, the newest first.

    Raises:
        UnknownProblemError: there is no such problem.
        StoreError: the store failed.
    """
    await live_problem(service, name)
    return list(await ProblemStore(service.database).revisions(name))


async def changes(
    service: Service, caller: Caller, name: str, revision: str, since: str | None
) -> tuple[Revision, str]:
    """A revision, and how its package differs from another's, as a unified diff.

    Args:
        service: the running service.
        caller: who asks.
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
            other = since or found.parent
            before = None if other is None else await archive_of(service, name, other)
            after = await archive_of(service, name, revision)
            return found, await in_bounds(service, caller, changed, before, after)
    raise UnknownRevisionError


async def _change_live(
    service: Service,
    name: str,
    change: Change,
    edit: Callable[Concatenate[Package, _Parameters], Package],
    *arguments: _Parameters.args,
    **keywords: _Parameters.kwargs,
) -> None:
    live = await package_of(service, change.caller, name, None)
    if change.based_on not in (None, live.problem.revision):
        raise RevisionChangedError(live.problem.revision)
    package = await in_bounds(service, change.caller, edit, live, *arguments, **keywords)
    await update(service, name, package, replace(change, based_on=live.problem.revision))


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
