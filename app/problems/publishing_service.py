"""Publishing: what makes a revision of a problem live, and the record of it."""

from typing import Protocol, runtime_checkable

from app.auth.caller import Caller
from app.database.database import Database
from app.problems.authoring_service import AuthoringService, Change, refusals
from app.problems.catalogue import Catalogue
from app.problems.errors import (
    NothingToPublishError,
    RevisionChangedError,
)
from app.problems.package import Package
from app.problems.publication_repository import PublicationStore
from app.problems.schemas import NewPublication, Publication


@runtime_checkable
class Publisher(Protocol):
    """Publishes what passes the check: see `app.problem_checks.checked_publisher`."""

    async def publish(
        self, name: str, revision: str | None, change: Change, wait_s: int
    ) -> str | None:
        """Check a revision, by default the draft, and make it live once the check has passed.

        Returns:
            The id of the check if it is still under way after `wait_s`; None once it is live.

        Raises:
            NotPublishableError: the check found something wrong; the error says what.
        """


class PublishingService:
    """Makes revisions live. `StoreError` is raised if the database fails."""

    def __init__(
        self, database: Database, catalogue: Catalogue, authoring: AuthoringService
    ) -> None:
        self._store = PublicationStore(database)
        self._catalogue = catalogue
        self._authoring = authoring

    async def to_publish(
        self, name: str, revision: str | None, change: Change
    ) -> tuple[Package, str | None]:
        """Return what would go live, by default the draft, and the revision that is live now.

        Raises:
            UnknownProblemError: there is no such problem.
            UnknownRevisionError: there is no such revision, or it can't be used.
            RevisionChangedError: the problem is not at the revision that the change is made for.
            NothingToPublishError: it has no draft, and no revision was named.
        """
        state = await self._authoring.state(name)
        if change.based_on not in (None, state.current):
            raise RevisionChangedError(state.current)
        if (wanted := revision or state.draft) is None:
            raise NothingToPublishError
        return await self._authoring.package_of(change.caller, name, wanted), state.live

    async def force(self, name: str, revision: str | None, change: Change) -> None:
        """Make a revision live at once, by default the draft, whatever a check would find.

        Raises:
            UnknownProblemError: there is no such problem.
            UnknownRevisionError: there is no such revision, or it can't be used.
            RevisionChangedError: the problem is not at the revision that the change is made for.
            NothingToPublishError: it has no draft, and no revision was named.
        """
        package, live = await self.to_publish(name, revision, change)
        publication = _publication(name, package.problem.revision, change, forced=True)
        with refusals():
            await self._store.publish(publication, live)
        await self._catalogue.refresh()

    async def make_live(self, name: str, revision: str, change: Change) -> None:
        """Judge new submissions on a revision that was live before.

        Raises:
            UnknownProblemError: there is no such problem.
            UnknownRevisionError: there is no such revision, or it can no longer be used.
            RevisionChangedError: the problem is not at the revision that the change is made for.
            NeverPublishedError: it was never live.
        """
        await self._authoring.package_of(change.caller, name, revision)
        publication = _publication(name, revision, change, forced=False)
        with refusals():
            await self._store.make_live_again(publication, change.based_on)
        await self._catalogue.refresh()

    async def publications(self, name: str) -> list[Publication]:
        """Return what went live when, by whom and why, newest first.

        Raises:
            UnknownProblemError: there is no such problem.
        """
        await self._authoring.state(name)
        return list(await self._store.all(name))


def _publication(name: str, revision: str, change: Change, *, forced: bool) -> NewPublication:
    caller: Caller = change.caller
    return NewPublication(
        problem=name,
        revision=revision,
        site=caller.site,
        key_id=caller.key_id,
        note=change.note,
        forced=forced,
        address=caller.address,
    )
