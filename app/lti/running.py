"""The parts of LTI while the service runs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.assignments.gradebook import Gradebook
from app.assignments.service import AssignmentService
from app.core.outbound_http import OutboundHttp
from app.database.database import Database
from app.jose.signature import SignatureChecker
from app.lti.current_grade import CurrentGrades
from app.lti.deep_linking import DeepLinking
from app.lti.grade_post import GradePost
from app.lti.grade_sender import GradeSender
from app.lti.launches import LaunchService
from app.lti.platform_repository import PlatformStore
from app.lti.tool_keys import ToolKeys
from app.problems.catalogue import Catalogue

# The one that LTI 1.3 asks for.
_ALGORITHMS = ("RS256",)


@asynccontextmanager
async def lti_parts(
    database: Database,
    public_url: str,
    catalogue: Catalogue,
    assignments: AssignmentService,
    gradebook: Gradebook,
) -> AsyncIterator[list[object]]:
    """Send grades while the context lasts; yield the parts that endpoints and pages need."""
    http = OutboundHttp()
    try:
        platforms = PlatformStore(database)
        keys = ToolKeys(platforms)
        deep_linking = DeepLinking(platforms, public_url, keys, catalogue, assignments)
        launches = LaunchService(
            database,
            public_url,
            keys,
            SignatureChecker(http, _ALGORITHMS),
            deep_linking,
            catalogue,
            assignments,
        )
        current = CurrentGrades(database, gradebook)
        async with GradeSender(database, GradePost(http, keys), current).running():
            yield [keys, deep_linking, launches]
    finally:
        await http.close()
