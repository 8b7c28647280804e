"""Sign-ins as a browser makes them, without a browser."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.app.oidc.provider import IdentityProvider
from tests.app.running import Running

JUDGE = "http://127.0.0.1"
BEGIN = "/sign-in/provider"
SESSION = "/api/v1/session"


@dataclass(frozen=True, slots=True)
class SigningIn:
    """A browser, whose cookies are those of `api.client`."""

    api: Running
    provider: IdentityProvider

    async def begin(self, next_page: str | None = None) -> str:
        """Set out for the provider; the query that the browser has for it."""
        params = {} if next_page is None else {"next": next_page}
        answer = await self.api.client.get(BEGIN, params=params)
        assert answer.status_code == 303, answer.text
        parts = urlsplit(answer.headers["Location"])
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{self.provider.url}/authorize"
        return parts.query

    async def finish(self, url: str) -> httpx.Response:
        return await self.api.client.get(url, headers={"Accept": "text/html"})

    async def sign_in(self, user: str, next_page: str | None = None) -> httpx.Response:
        return await self.finish(self.provider.authorize(await self.begin(next_page), user))

    async def who(self) -> dict[str, Any] | None:
        """Who is signed in, if anybody is."""
        answer = await self.api.client.get(SESSION)
        return dict(answer.json()) if answer.status_code == 200 else None
