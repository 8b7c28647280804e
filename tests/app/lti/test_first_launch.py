"""A learner's first launch while something changes their grade: neither sees the other's rows."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from app.assignments.repository import AssignmentStore
from app.assignments.schemas import AssignedProblem, Assignment, ExceptionRequest, LateRule
from app.audit.entry import SERVICE
from app.core.ids import new_id
from app.database.database import Database, WriteTransaction
from app.lti.claims import LinkTarget
from app.lti.grade_outbox import GradeStore
from app.lti.schemas import GradeCounts, Platform
from app.rejudges.repository import RejudgeStore
from app.rejudges.schemas import NewRejudge, Selection
from app.submissions.repository import SubmissionStore
from graders.core.verdict import Outcome
from tests.app.lti.platform import LearningPlatform
from tests.app.lti.sending import DOUBLE, claimed, half, score, sending, told, until_stored
from tests.app.running import PATIENCE_S
from tests.app.stored import claim_next

pytestmark = pytest.mark.anyio

_WAITING = text(
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@pytest.fixture
def engine() -> str:
    """SQLite has one writer at a time."""
    return "postgresql"


class Hesitant(Database):
    """A database whose transactions have written all, and are not committed before `commit`."""

    def __init__(self, of: Database) -> None:
        self._of = of
        self.has_written = asyncio.Event()
        self.commit = asyncio.Event()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[WriteTransaction]:
        async with self._of.write() as transaction:
            yield transaction
            self.has_written.set()
            await self.commit.wait()


async def launch_during(
    change: Coroutine[Any, Any, object],
    hesitant: Hesitant,
    database: Database,
    platform: LearningPlatform,
    registered: Platform,
    target: LinkTarget,
) -> None:
    """Have the launch, and the sender after it, get as far as they can before the commit."""
    store = GradeStore(database)
    changing = asyncio.create_task(change)
    await hesitant.has_written.wait()
    item = f"{platform.url}/items/7"
    launching = asyncio.create_task(store.keep(registered, item, "ada", target))
    for _ in range(PATIENCE_S * 100):
        is_sent = launching.done() and await store.due_in_s(()) is None
        if is_sent or await is_any_waiting(database):
            break
        await asyncio.sleep(0.01)
    hesitant.commit.set()
    await asyncio.gather(changing, launching)


async def is_any_waiting(database: Database) -> bool:
    async with database.read() as connection:
        return bool((await connection.execute(_WAITING)).scalar_one())


async def test_a_verdict(
    database: Database, platform: LearningPlatform, registered: Platform
) -> None:
    begun = await claimed(database, "a")
    hesitant = Hesitant(database)
    change = SubmissionStore(hesitant).finish(begun, half("a"))
    async with sending(database):
        await launch_during(change, hesitant, database, platform, registered, DOUBLE)
        assert (await told(platform)).body["scoreGiven"] == 50.0
        await until_stored(database, registered, GradeCounts(delivered=1))


async def test_a_rejudge(
    database: Database, platform: LearningPlatform, registered: Platform
) -> None:
    await score(database, "a")
    wanted = Selection(site="course", problem="double")
    again = NewRejudge(new_id(), "course", None, wanted, "r2", fresh_seeds=False, note="")
    await RejudgeStore(database).add(again)
    rejudged = await claim_next(SubmissionStore(database), "worker")
    assert rejudged is not None
    await SubmissionStore(database).finish(rejudged, half(rejudged.id, Outcome.WRONG_ANSWER))
    hesitant = Hesitant(database)
    change = RejudgeStore(hesitant).apply(again.id)
    async with sending(database):
        await launch_during(change, hesitant, database, platform, registered, DOUBLE)
        await until_gradebook(platform, 0.0)


async def test_an_exception(
    database: Database, platform: LearningPlatform, registered: Platform
) -> None:
    now = datetime.now(UTC)
    assignment = Assignment(
        id=new_id(),
        site="course",
        created_at=now,
        title="Week 1",
        problems=[AssignedProblem(problem="double")],
        due_at=now - timedelta(days=1),
        late=LateRule(percent_off=50),
    )
    await AssignmentStore(database).add(assignment, SERVICE)
    begun = await claimed(database, "a", assignment.id)
    await SubmissionStore(database).finish(begun, half("a"))
    hesitant = Hesitant(database)
    longer = ExceptionRequest(due_at=now + timedelta(days=1))
    change = AssignmentStore(hesitant).put_exception(assignment.id, "ada", longer, SERVICE)
    target = LinkTarget("assignment", assignment.id)
    async with sending(database):
        await launch_during(change, hesitant, database, platform, registered, target)
        await until_gradebook(platform, 0.5)


async def until_gradebook(platform: LearningPlatform, share: float) -> None:
    while platform.gradebook.get(("/items/7", "ada")) != share:
        await told(platform)
