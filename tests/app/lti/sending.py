"""Grades and what sends them, on a database without the rest of the service."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from app.assignments.gradebook import Gradebook
from app.assignments.service import AssignmentService
from app.core.outbound_http import OutboundHttp
from app.courses.service import CourseService
from app.database.database import Database
from app.lti.claims import LinkTarget
from app.lti.current_grade import CurrentGrades
from app.lti.grade_post import GradePost
from app.lti.grade_sender import GradeSender
from app.lti.platform_repository import PlatformStore
from app.lti.schemas import GradeCounts, Platform
from app.lti.tool_keys import ToolKeys
from app.problems.catalogue import Catalogue
from app.submissions.repository import SubmissionStore
from app.submissions.schemas import ClaimedSubmission
from graders.core.verdict import Outcome, Verdict
from tests.app.lti.platform import LearningPlatform, Score
from tests.app.running import PATIENCE_S
from tests.app.stored import AMPLE, claim_next, new, verdict

DOUBLE = LinkTarget("problem", "double")


async def told(platform: LearningPlatform) -> Score:
    return await asyncio.to_thread(platform.next_score)


async def claimed(
    database: Database, name: str, assignment: str | None = None
) -> ClaimedSubmission:
    """Store a submission of a learner of the course, and begin to judge it."""
    store = SubmissionStore(database)
    submission = new(name, site="course", learner="ada")
    await store.add([replace(submission, assignment=assignment)], AMPLE)
    found = await claim_next(store, "worker")
    assert found is not None
    return found


def half(name: str, outcome: Outcome = Outcome.ACCEPTED) -> Verdict:
    """A verdict of half of the points, or of none."""
    points = 0.5 if outcome is Outcome.ACCEPTED else 0.0
    return verdict(outcome=outcome).model_copy(update={"id": name, "score": points})


async def score(database: Database, name: str, outcome: Outcome = Outcome.ACCEPTED) -> None:
    """Store a verdict of half of the points, or of none."""
    begun = await claimed(database, name)
    assert await SubmissionStore(database).finish(begun, half(name, outcome))


@asynccontextmanager
async def sending(database: Database, retry_s: float | None = 0.05) -> AsyncIterator[None]:
    http = OutboundHttp()
    post = GradePost(http, ToolKeys(PlatformStore(database)))
    assignments = AssignmentService(database, Catalogue(database), CourseService(database))
    current = CurrentGrades(database, Gradebook(database, assignments))
    async with GradeSender(database, post, current, retry_after_s=lambda _: retry_s).running():
        yield
    await http.close()


async def until_stored(database: Database, platform: Platform, wanted: GradeCounts) -> None:
    for _ in range(PATIENCE_S * 50):
        found = (await PlatformStore(database).grade_counts()).get(platform.id)
        if found == wanted:
            return
        await asyncio.sleep(0.02)
    pytest.fail(f"it is {found}")
