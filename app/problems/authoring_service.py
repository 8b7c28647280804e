"""Editing problems through the API: each change makes a revision, a draft until it is published.

A change made for a revision that is no longer the current one is refused; `going_live` decides that
within the transaction.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Concatenate, ParamSpec, TypeVar

from app.auth.caller import Caller
from app.core.bounded_work import BoundedWork
from app.core.errors import WorkLimitError
from app.database.database import Database
from app.problems.catalogue import Catalogue
from app.problems.errors import (
    InvalidProblemError,
    NeverPublishedError,
    PackageOfAnotherError,
    ProblemExistsError,
    RevisionChangedError,
    TooMuchToReadError,
    UnknownCaseError,
    UnknownExampleError,
    UnknownProblemError,
    UnknownRevisionError,
)
from app.problems.going_live import NoSuchRevisionError, StaleRevisionError
from app.problems.package import Package, changed, read_archive
from app.problems.repository import NameTakenError, NeverLiveError, ProblemStore
from app.problems.schemas import NewRevision, ProblemState, Revision
from graders.problem.content import NoSuchExampleError
from graders.problem.editing import NoSuchEntryError
from graders.problem.files import ProblemError
from graders.problem.package import Problem

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Change:
    """Who changes a problem, why, and the revision that it must be at; None for any."""

    caller: Caller
    note: str
    based_on: str | None


class AuthoringService:
    """Changes problems for authors. `StoreError` is raised if the database fails."""

    def __init__(self, database: Database, catalogue: Catalogue, work: BoundedWork) -> None:
        self._store = ProblemStore(database)
        self._catalogue = catalogue
        self._work = work

    async def all(self) -> list[tuple[Problem, ProblemState]]:
        """Return every problem at its draft or live revision, sorted by title."""
        # Another process may just have changed one.
        await self._catalogue.refresh()
        found = [
            (problem, state)
            for state in self._catalogue.states.values()
            if (problem := await self._catalogue.revision(state.name, state.current))
        ]
        return sorted(found, key=lambda each: each[0].spec.title)

    async def in_bounds(
        self,
        caller: Caller,
        function: Callable[_Parameters, _Result],
        *arguments: _Parameters.args,
        **keywords: _Parameters.kwargs,
    ) -> _Result:
        """Run a function of `app.problems.package` in bounded time and memory.

        Raises:
            InvalidProblemError: the package can't be used, or takes too much to read.
            UnknownCaseError: it has no such entry.
            UnknownExampleError: it has no such example.
        """
        try:
            return await self._work.run(caller.key_id, function, *arguments, **keywords)
        except NoSuchEntryError:
            raise UnknownCaseError from None
        except NoSuchExampleError:
            raise UnknownExampleError from None
        except ProblemError as error:
            raise InvalidProblemError(said=str(error)) from None
        except WorkLimitError as error:
            raise TooMuchToReadError(error) from None

    async def create(self, package: Package, change: Change) -> None:
        """Add a problem, as a draft.

        Raises:
            ProblemExistsError: a problem of that name exists.
            StoreError: the store failed.
        """
        try:
            await self._store.create(_revision(package, change))
        except NameTakenError:
            raise ProblemExistsError from None
        await self._catalogue.refresh()

    async def update(self, name: str, package: Package, change: Change) -> None:
        """Replace the content of a problem.

        Raises:
            InvalidProblemError: the package belongs to another problem.
            UnknownProblemError: there is no such problem.
            RevisionChangedError: the problem is not at the revision that the change is made for.
            StoreError: the store failed.
        """
        await self.state(name)
        if package.problem.name != name:
            raise PackageOfAnotherError(package.problem.name, name)
        with refusals():
            await self._store.change(_revision(package, change), change.based_on)
        await self._catalogue.refresh()

    async def edit(
        self,
        name: str,
        change: Change,
        edit: Callable[Concatenate[Package, _Parameters], Package],
        *arguments: _Parameters.args,
        **keywords: _Parameters.kwargs,
    ) -> Package:
        """Change a part of a problem, by one of the functions of `app.problems.package`.

        Raises:
            InvalidProblemError: the change does not fit the problem, or leaves nothing to judge by.
            UnknownProblemError: there is no such problem.
            UnknownCaseError: there is no such case or generator.
            UnknownExampleError: there is no such example.
            RevisionChangedError: the problem is not at the revision that the change is made for.
            StoreError: the store failed.
        """
        before = await self.package_of(change.caller, name, None)
        if change.based_on not in (None, before.problem.revision):
            raise RevisionChangedError(before.problem.revision)
        package = await self.in_bounds(change.caller, edit, before, *arguments, **keywords)
        await self.update(name, package, replace(change, based_on=before.problem.revision))
        return package

    async def discard(self, caller: Caller, name: str, based_on: str | None) -> None:
        """Drop the draft of a problem; one that was never published goes with it.

        Raises:
            UnknownProblemError: there is no such problem.
            RevisionChangedError: the problem is not at the revision that the draft was read as.
            StoreError: the store failed.
        """
        with refusals():
            await self._store.discard(name, based_on, caller.actor)
        await self._catalogue.refresh()

    async def put_away(self, caller: Caller, name: str, *, archived: bool) -> None:
        """Archive or unarchive a problem.

        Raises:
            UnknownProblemError: there is no such problem.
            StoreError: the store failed.
        """
        with refusals():
            await self._store.put_away(name, archived=archived, by=caller.actor)
        await self._catalogue.refresh()

    async def live_problem(self, name: str) -> Problem:
        """Return the live revision of a problem, archived or not.

        Raises:
            UnknownProblemError: there is no such problem.
            StoreError: the store failed.
        """
        await self._catalogue.refresh()
        problem = self._catalogue.problems.get(name) or self._catalogue.archived.get(name)
        if problem is None:
            raise UnknownProblemError
        return problem

    async def state(self, name: str) -> ProblemState:
        """Return a problem's live revision and draft.

        Raises:
            UnknownProblemError: there is no such problem.
            StoreError: the store failed.
        """
        await self._catalogue.refresh()
        if name not in self._catalogue.states:
            raise UnknownProblemError
        return self._catalogue.states[name]

    async def current_problem(self, name: str) -> Problem:
        """Return a problem as its authors see it: its draft, or what is live if it has none.

        Raises:
            UnknownProblemError: there is no such problem.
            UnknownRevisionError: this version can't use the revision.
            StoreError: the store failed.
        """
        state = await self.state(name)
        problem = await self._catalogue.revision(name, state.current)
        if problem is None:
            raise UnknownRevisionError
        return problem

    async def package_of(self, caller: Caller, name: str, revision: str | None) -> Package:
        """Return the package of a revision; None for the draft, or the live one without a draft.

        Raises:
            UnknownProblemError: there is no such problem.
            UnknownRevisionError: there is no such revision, or it can no longer be used.
            StoreError: the store failed.
        """
        archive = await self.archive_of(name, revision)
        try:
            return await self.in_bounds(caller, read_archive, archive)
        except InvalidProblemError:
            # An older version accepted what this one does not.
            raise UnknownRevisionError from None

    async def archive_of(self, name: str, revision: str | None) -> bytes:
        """Return the package of a revision as a zip file; None for the draft or the live one.

        Raises:
            UnknownProblemError: there is no such problem.
            UnknownRevisionError: there is no such revision.
            StoreError: the store failed.
        """
        state = await self.state(name)
        archive = await self._store.archive(name, revision or state.current)
        if archive is None:
            raise UnknownRevisionError
        return archive

    async def revisions(self, name: str) -> list[Revision]:
        """Return every revision of a problem, newest first.

        Raises:
            UnknownProblemError: there is no such problem.
            StoreError: the store failed.
        """
        await self.state(name)
        return list(await self._store.revisions(name))

    async def changes(
        self, caller: Caller, name: str, revision: str, since: str | None
    ) -> tuple[Revision, str]:
        """Return a revision, and the unified diff of its package against another's.

        Args:
            caller: who asks.
            name: the problem's name.
            revision: the revision to show.
            since: the revision to compare with; None for its parent.

        Raises:
            UnknownProblemError: there is no such problem.
            UnknownRevisionError: there is no such revision.
            StoreError: the store failed.
        """
        for found in await self.revisions(name):
            if found.revision == revision:
                other = since or found.parent
                before = None if other is None else await self.archive_of(name, other)
                after = await self.archive_of(name, revision)
                return found, await self.in_bounds(caller, changed, before, after)
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
        address=change.caller.address,
    )


@contextmanager
def refusals() -> Iterator[None]:
    """Translate the store's errors into the API's."""
    try:
        yield
    except NoSuchRevisionError:
        raise UnknownProblemError from None
    except StaleRevisionError as error:
        raise RevisionChangedError(error.current) from None
    except NeverLiveError:
        raise NeverPublishedError from None
