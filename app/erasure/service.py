"""Erasing learners and sites: in an order in which nothing new is stored about them meanwhile."""

from app.audit.entry import Actor
from app.database.database import Database
from app.erasure.repository import ErasureStore
from app.erasure.schemas import Erased
from app.rollup.service import Rollup


class ErasureService:
    """Deletes what is stored. Every method raises `StoreError` if the database fails.

    It deletes in many transactions. If one fails, repeating the call deletes the rest.
    """

    def __init__(self, database: Database) -> None:
        self._store = ErasureStore(database)
        self._rollup = Rollup(database)

    async def erase_learner(self, site: str, learner: str, by: Actor) -> Erased:
        """Delete all that is stored about a learner of a site; what is being judged is stopped."""
        await self._store.delete_access(site, by, learner)
        return Erased(submissions=await self._delete_submissions(site, learner))

    async def erase_site(self, site: str, by: Actor) -> Erased | None:
        """Delete a site with its keys, learners and submissions; None if there is no such site.

        The problems that it wrote stay, without its name.
        """
        if not await self._store.has_site(site):
            return None
        await self._store.delete_access(site, by)
        submissions = await self._delete_submissions(site)
        await self._store.delete_site(site)
        return Erased(submissions=submissions)

    async def _delete_submissions(self, site: str, learner: str | None = None) -> int:
        await self._store.delete_rejudgements(site, learner)
        count = 0
        while deleted := await self._store.delete_some_submissions(site, learner):
            count += deleted
        # What is not counted yet names the learners.
        await self._rollup.count_all()
        return count
