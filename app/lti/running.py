"""The parts of LTI while the service runs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.database.database import Database
from app.lti.deep_linking import DeepLinking
from app.lti.grade_post import GradePost
from app.lti.grade_sender import GradeSender
from app.lti.launches import LaunchService
from app.lti.platform_http import PlatformHttp
from app.lti.platform_keys import PlatformKeys
from app.lti.platform_repository import PlatformStore
from app.lti.tool_keys import ToolKeys
from app.problems.catalogue import Catalogue


@asynccontextmanager
async def lti_parts(
    database: Database, public_url: str, catalogue: Catalogue
) -> AsyncIterator[list[object]]:
    """Send grades while the context lasts; yield the parts that endpoints and pages need."""
    http = PlatformHttp()
    try:
        platforms = PlatformStore(database)
        keys = ToolKeys(platforms)
        deep_linking = DeepLinking(platforms, public_url, keys, catalogue)
        launches = LaunchService(
            database, public_url, keys, PlatformKeys(http), deep_linking, catalogue
        )
        async with GradeSender(database, GradePost(http, keys)).running():
            yield [keys, deep_linking, launches]
    finally:
        await http.close()
