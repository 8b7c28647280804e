"""What a submission costs PostgreSQL, from accepting it to its verdict."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass

import pytest
from sqlalchemy import Connection, Engine, event, select

from app.auth.caller import ANYONE
from app.database.database import Database
from app.database.notifications import Notice
from app.database.opening import open_database
from app.database.tables.submissions import submissions
from app.main import create_app
from app.settings import Settings
from app.submissions.repository import SubmissionStore
from app.submissions.schemas import UnfinishedSubmission
from app.submissions.service import SubmissionService
from tests.app.running import PATIENCE_S, Running, running
from tests.app.scripted_judge import ACCEPTED, HELD, ScriptedJudge
from tests.app.stored import AMPLE, new, verdict

pytestmark = pytest.mark.anyio

# As docs/performance.md has them.
_MOST_STATEMENTS = 10
_MOST_COMMITS = 3
# What is done every few seconds, whether or not anything is submitted, is in some of the counts.
_TIMES = 6


@dataclass
class Cost:
    """BEGIN and COMMIT are no statements here."""

    statements: int = 0
    commits: int = 0


@contextmanager
def counted() -> Iterator[Cost]:
    """What all connections of this process send meanwhile."""
    cost = Cost()

    def execute(*_: object) -> None:
        cost.statements += 1

    def commit(connection: Connection) -> None:
        # Otherwise each statement is a transaction of its own, and these only read.
        cost.commits += connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT"

    event.listen(Engine, "before_cursor_execute", execute)
    event.listen(Engine, "commit", commit)
    try:
        yield cost
    finally:
        event.remove(Engine, "before_cursor_execute", execute)
        event.remove(Engine, "commit", commit)


@pytest.fixture
def engine() -> str:
    return "postgresql"


@pytest.fixture
async def front(settings: Settings) -> AsyncIterator[Running]:
    """A process that only accepts."""
    accepting = settings.model_copy(update={"slots": 0, "data_dir": settings.data_dir / "front"})
    async with running(accepting, ScriptedJudge()) as service:
        yield service


@pytest.fixture
async def worker(settings: Settings, judge: ScriptedJudge) -> AsyncIterator[ScriptedJudge]:
    judge.warmed.append("double")
    judge.ready = [11, 12, 13]
    app = create_app(settings, "worker", start_judge=lambda _: judge)
    async with app.router.lifespan_context(app):
        yield judge


@pytest.mark.usefixtures("worker")
async def test_a_submission_takes_few_statements(front: Running) -> None:
    async def cost() -> Cost:
        with counted() as cost:
            answer = await front.submit(ACCEPTED, prefer="wait=30", learner="ada")
        assert answer.json()["verdict"] == "accepted"
        return cost

    costs = [await cost() for _ in range(_TIMES)]
    assert min(each.statements for each in costs) <= _MOST_STATEMENTS
    assert min(each.commits for each in costs) <= _MOST_COMMITS


class TestProgress:
    @pytest.fixture
    async def elsewhere(self, settings: Settings) -> AsyncIterator[Database]:
        """The database as another process has it, which hears the others by now."""
        other = settings.model_copy(update={"data_dir": settings.data_dir / "elsewhere"})
        async with open_database(other) as database:
            yield database

    @pytest.mark.parametrize("is_followed", [True, False])
    async def test_others_hear_of_it_if_somebody_follows(
        self, database: Database, elsewhere: Database, *, is_followed: bool
    ) -> None:
        await until_heard(database, elsewhere)
        store = SubmissionStore(database)
        await store.add([new("a")], AMPLE)
        if is_followed:
            await SubmissionStore(elsewhere).follow("a")
        heard: list[Notice] = []
        with elsewhere.notices.listening(heard.append):
            [claimed] = await store.claim("worker")
            assert await store.record_progress(claimed, [], 2)
            await store.finish(claimed, verdict())
            async with asyncio.timeout(PATIENCE_S):
                while Notice("ended", "a") not in heard:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
        told = [Notice("running", "a"), Notice("progress", "a")]
        assert [each for each in heard if each in told] == (told if is_followed else [])

    @pytest.mark.usefixtures("worker")
    async def test_whoever_reads_the_events_follows(
        self, front: Running, judge: ScriptedJudge
    ) -> None:
        submission = (await front.submit(HELD)).json()["id"]
        await judge.has_begun()
        followed = select(submissions.c.followed).where(submissions.c.id == submission)
        async with aclosing(front.parts.get(SubmissionService).follow(ANYONE, submission)) as news:
            assert isinstance(await anext(news), UnfinishedSubmission)
            async with front.database.read() as connection:
                assert (await connection.execute(followed)).scalar_one()


async def until_heard(ours: Database, theirs: Database) -> None:
    """Wait until they listen: they begin at their own time."""
    heard: list[Notice] = []
    with theirs.notices.listening(heard.append):
        async with asyncio.timeout(PATIENCE_S):
            while Notice("checks", "heard") not in heard:
                async with ours.write() as transaction:
                    transaction.announce(Notice("checks", "heard"))
                await asyncio.sleep(0.05)
