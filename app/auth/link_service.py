"""Links that sign learners in: a learner token each, behind the service's address."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from pydantic import BaseModel, Field

from app.audit.entry import Actor
from app.auth.errors import UnknownSiteError
from app.auth.learner_token import LearnerClaim, sign
from app.auth.site_repository import SiteStore
from app.database.database import Database


class LearnerLink(BaseModel):
    """A link, and whom it signs in."""

    learner: str
    link: str = Field(
        repr=False, description="Whoever opens it is signed in as this learner. It is not stored."
    )


class LearnerLinks(BaseModel):
    """Links for learners, in the order in which they were named."""

    expires_at: datetime
    links: list[LearnerLink]


class LearnerLinkService:
    """Makes the links. `StoreError` is raised if the database fails."""

    def __init__(self, database: Database, address: str | None) -> None:
        """Create the service; `address` is where browsers find the judge, None if not known."""
        self._store = SiteStore(database)
        self._address = address

    async def make(
        self, site: str, learners: Sequence[str], days: int, here: str, by: Actor
    ) -> LearnerLinks:
        """Make a link for each learner of a site.

        Args:
            site: theirs.
            learners: the site's names for them.
            days: how long the links last.
            here: the service's address, where no other is known.
            by: whom the audit log names.

        Raises:
            UnknownSiteError: there is no such site.
        """
        expires_at = (datetime.now(UTC) + timedelta(days=days)).replace(microsecond=0)
        secret = await self._store.secret_for_links(site, len(learners), expires_at, by)
        if secret is None:
            raise UnknownSiteError
        address = (self._address or here).rstrip("/")
        return await asyncio.to_thread(_signed, site, learners, expires_at, secret, address)


def _signed(
    site: str, learners: Sequence[str], expires_at: datetime, secret: str, address: str
) -> LearnerLinks:
    exp = int(expires_at.timestamp())
    tokens = (sign(LearnerClaim(site=site, learner=each, exp=exp), secret) for each in learners)
    # Behind the `#`, which browsers don't send: no log has it.
    links = [
        LearnerLink(learner=learner, link=f"{address}/sign-in#token={token}")
        for learner, token in zip(learners, tokens, strict=True)
    ]
    return LearnerLinks(expires_at=expires_at, links=links)
