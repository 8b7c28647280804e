"""Writing problems by the API: each change makes a revision, and the newest is live."""

from collections.abc import Callable, Iterator, Mapping
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


class AuthoringService:
    """Changes problems, for those who may. `StoreError` is raised if the database fails."""

    def __init__(self, database: Database, catalogue: Catalogue, work: BoundedWork) -> None:
        self._store = ProblemStore(database)
        self._catalogue = catalogue
        self._work = work

    @property
    def archived(self) -> Mapping[str, Problem]:
        """The problems that are put away, each as it was live last."""
        return self._catalogue.archived

    async def all(self) -> list[Problem]:
        """Every problem, those that are put away too, by title."""
        # Another process may just have changed one.
        await self._catalogue.refresh()
        problems = [*self._catalogue.problems.values(), *self._catalogue.archived.values()]
        return sorted(problems, key=lambda problem: problem.spec.title)

    async def in_bounds(
        self,
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
            return await self._work.run(caller.key_id, function, *arguments, **keywords)
        except NoSuchEntryError:
            raise UnknownCaseError from None
        except ProblemError as error:
            raise InvalidProblemError(str(error)) from None
        except WorkLimitError as error:
            raise InvalidProblemError(f"It is too much to read: {error.detail}") from None

    async def create(self, package: Package, change: Change) -> None:
        """Add a problem.

        Raises:
            ProblemExistsError: there is one of its name.
            StoreError: the store failed.
        """
        try:
            await self._store.create(_revision(package, change))
        except NameTakenError:
            raise ProblemExistsError from None
        await self._catalogue.refresh()

    async def update(self, name: str, package: Package, change: Change) -> None:
        """Give a problem another content.

        Raises:
            InvalidProblemError: the package is another problem's.
            UnknownProblemError: there is no such problem.
            RevisionChangedError: another revision is live than the change was made for.
            StoreError: the store failed.
        """
        await self.live_problem(name)
        if package.problem.name != name:
            raise InvalidProblemError(f"The package is of {package.problem.name}, not of {name}.")
        with _refusals():
            await self._store.change(_revision(package, change), change.based_on)
        await self._catalogue.refresh()

    async def put_entry(self, name: str, kind: EntryKind, entry: Entry, change: Change) -> None:
        """Add a case or generator to a problem as it is live, or put it in the place of another.

        Raises:
            InvalidProblemError: the entry does not fit the problem.
            UnknownProblemError: there is no such problem.
            UnknownCaseError: there is none that it could take the place of.
            RevisionChangedError: another revision is live than the change was made for.
            StoreError: the store failed.
        """
        await self._change_live(name, change, with_change, kind, entry)

    async def remove_entry(self, name: str, kind: EntryKind, entry: str, change: Change) -> None:
        """Take a case or generator from a problem as it is live.

        Raises:
            InvalidProblemError: nothing would be left to judge by.
            UnknownProblemError: there is no such problem.
            UnknownCaseError: it has none of that name.
            RevisionChangedError: another revision is live than the change was made for.
            StoreError: the store failed.
        """
        await self._change_live(name, change, without, kind, entry)

    async def make_live(
        self, caller: Caller, name: str, revision: str, based_on: str | None
    ) -> None:
        """Have new submissions judged on an earlier revision, or on the folder's.

        Raises:
            UnknownProblemError: there is no such problem.
            UnknownRevisionError: it has no such revision, or none that can still be used.
            RevisionChangedError: another revision is live than the change was made for.
            StoreError: the store failed.
        """
        await self.package_of(caller, name, revision)
        with _refusals():
            await self._store.make_live(name, revision, based_on)
        await self._catalogue.refresh()

    async def put_away(self, name: str, *, archived: bool) -> None:
        """Archive a problem, or take it out of the archive.

        Raises:
            UnknownProblemError: there is no such problem.
            StoreError: the store failed.
        """
        await self.live_problem(name)
        with _refusals():
            await self._store.put_away(name, archived=archived)
        await self._catalogue.refresh()

    async def live_problem(self, name: str) -> Problem:
        """The problem of that name, archived or not, as it is live.

        Raises:
            UnknownProblemError: there is none.
            StoreError: the store failed.
        """
        # Another process may just have changed it.
        await self._catalogue.refresh()
        catalogue = self._catalogue
        problem = catalogue.problems.get(name) or catalogue.archived.get(name)
        if problem is None:
            raise UnknownProblemError
        return problem

    async def package_of(self, caller: Caller, name: str, revision: str | None) -> Package:
        """The package of a revision, or of the live one.

        Raises:
            UnknownProblemError: there is no such problem.
            UnknownRevisionError: it has no such revision, or none that can still be used.
            StoreError: the store failed.
        """
        archive = await self.archive_of(name, revision)
        try:
            return await self.in_bounds(caller, read_archive, archive)
        except InvalidProblemError:
            # An older version took what this one does not.
            raise UnknownRevisionError from None

    async def archive_of(self, name: str, revision: str | None) -> bytes:
        """The package of a revision, or of the live one, as a zip file.

        Raises:
            UnknownProblemError: there is no such problem.
            UnknownRevisionError: it has no such revision.
            StoreError: the store failed.
        """
        live = await self.live_problem(name)
        archive = await self._store.archive(name, revision or live.revision)
        if archive is None:
            raise UnknownRevisionError
        return archive

    async def revisions(self, name: str) -> list[Revision]:
        """Every revision of a problem, the newest first.

        Raises:
            UnknownProblemError: there is no such problem.
            StoreError: the store failed.
        """
        await self.live_problem(name)
        return list(await self._store.revisions(name))

    async def changes(
        self, caller: Caller, name: str, revision: str, since: str | None
    ) -> tuple[Revision, str]:
        """A revision, and how its package differs from another's, as a unified diff.

        Args:
            caller: who asks.
            name: the problem's.
            revision: which one.
            since: the revision that it is compared with; its parent where None.

        Raises:
            UnknownProblemError: there is no such problem.
            UnknownRevisionError: it has no such revision.
            StoreError: the store failed.
        """
        for found in await self.revisions(name):
            if found.revision == revision:
                other = since or found.parent
                before = None if other is None else await self.archive_of(name, other)
                after = await self.archive_of(name, revision)
                return found, await self.in_bounds(caller, changed, before, after)
        raise UnknownRevisionError

    async def _change_live(
        self,
        name: str,
        change: Change,
        edit: Callable[Concatenate[Package, _Parameters], Package],
        *arguments: _Parameters.args,
        **keywords: _Parameters.kwargs,
    ) -> None:
        live = await self.package_of(change.caller, name, None)
        if change.based_on not in (None, live.problem.revision):
            raise RevisionChangedError(live.problem.revision)
        package = await self.in_bounds(change.caller, edit, live, *arguments, **keywords)
        await self.update(name, package, replace(change, based_on=live.problem.revision))


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
