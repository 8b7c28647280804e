"""The parts of LTI while the service runs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.core.outbound_http import OutboundHttp
from app.database.database import Database
from app.lti.deep_linking import DeepLinking
from app.lti.grade_post import GradePost
from app.lti.grade_sender import GradeSender
from app.lti.launches import LaunchService
from app.lti.platform_repository import PlatformStore
from app.lti.tool_keys import ToolKeys
from app.oidc.provider_keys import ProviderKeys
from app.problems.catalogue import Catalogue

# The one that LTI 1.3 asks for.
_ALGORITHMS = ("RS256",)


@asynccontextmanager
async def lti_parts(
    database: Database, public_url: str, catalogue: Catalogue
) -> AsyncIterator[list[object]]:
    """Send grades while the context lasts; yield the parts that endpoints and pages need."""
    http = OutboundHttp()
    try:
        platforms = PlatformStore(database)
        keys = ToolKeys(platforms)
        deep_linking = DeepLinking(platforms, public_url, keys, catalogue)
        launches = LaunchService(
            database,
            public_url,
            keys,
            ProviderKeys(http, _ALGORITHMS),
            deep_linking,
            catalogue,
        )
        async with GradeSender(database, GradePost(http, keys)).running():
            yield [keys, deep_linking, launches]
    finally:
        await http.close()
