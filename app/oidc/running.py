"""The part that signs in at a provider, while the service runs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.auth.sign_in import SignIn
from app.auth.site_service import SiteService
from app.core.outbound_http import OutboundHttp
from app.jose.signature import SignatureChecker
from app.oidc.provider import Provider
from app.oidc.service import OidcService
from app.settings import OidcSettings

# What providers sign with. None of them is symmetric, so that what is public signs nothing.
_ALGORITHMS = ("RS256", "PS256", "ES256")


@asynccontextmanager
async def oidc_service(
    settings: OidcSettings, public_url: str, sites: SiteService, sign_in: SignIn
) -> AsyncIterator[OidcService]:
    """Have the connections to the provider open while the context lasts."""
    http = OutboundHttp()
    try:
        provider, keys = Provider(settings, http), SignatureChecker(http, _ALGORITHMS)
        yield OidcService(settings, public_url, provider, keys, sites, sign_in)
    finally:
        await http.close()
