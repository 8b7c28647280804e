"""Sites, and the secrets that sign their webhooks."""

from app.auth.caller import Caller
from app.auth.errors import UnknownSiteError
from app.auth.site_repository import SiteStore
from app.database.database import Database


class SiteService:
    """The sites. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._store = SiteStore(database)

    async def webhook_secret(self, site: str) -> str:
        """Return the secret that signs the site's webhooks.

        Raises:
            UnknownSiteError: there is no such site.
        """
        return _known(await self._store.webhook_secret(site))

    async def ensured_secret(self, site: str) -> str:
        """Return the site's secret; make the site if there is none."""
        return await self._store.ensured_secret(site)

    async def rotate_webhook_secret(self, caller: Caller, site: str) -> str:
        """Replace the site's secret and return it; it signs from now on.

        Raises:
            UnknownSiteError: there is no such site.
        """
        return _known(await self._store.rotate_webhook_secret(site, caller.actor))


def _known(secret: str | None) -> str:
    if secret is None:
        raise UnknownSiteError
    return secret
