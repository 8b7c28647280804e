from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.store.database import Database
from app.store.submissions import SubmissionStore
from app.submission import Attempt, FinishedSubmission, NewSubmission, Priority
from graders.verdict import Environment, Outcome, Verdict

pytestmark = pytest.mark.anyio

MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=2)))


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def store(database: Database) -> SubmissionStore:
    return SubmissionStore(database)


def new(submission_id: str, priority: Priority = Priority.INTERACTIVE) -> NewSubmission:
    return NewSubmission(submission_id, "site", None, "double", "r1", "source", 7, MOMENT, priority)


def verdict(message: str) -> Verdict:
    return Verdict(
        id="a",
        problem="double",
        revision="r1",
        seed=7,
        verdict=Outcome.ACCEPTED,
        message=message,
        passed=0,
        total=0,
        score=1.0,
        cases=(),
        environment=Environment(python="3", jax="0", flax="0", sandbox=()),
    )


async def begun(store: SubmissionStore) -> Attempt:
    attempt = await store.begin_next("worker")
    assert attempt is not None
    return attempt


async def message(store: SubmissionStore) -> str:
    submission = await store.get("a")
    assert isinstance(submission, FinishedSubmission)
    return submission.message


class TestAdd:
    async def test_it_is_queued(self, store: SubmissionStore) -> None:
        await store.add(new("a"))
        submission = await store.get("a")
        assert submission is not None
        assert submission.status == "queued"
        assert submission.created_at == MOMENT
        assert submission.created_at.tzinfo is UTC


class TestBeginNext:
    async def test_nothing_is_queued(self, store: SubmissionStore) -> None:
        assert await store.begin_next("worker") is None

    async def test_the_first_to_come_is_the_first_to_run(self, store: SubmissionStore) -> None:
        for submission_id in ("b", "a", "c"):
            await store.add(new(submission_id))
        assert [(await begun(store)).id for _ in range(3)] == ["b", "a", "c"]
        assert await store.begin_next("worker") is None

    async def test_it_brings_what_the_verdict_depends_on(self, store: SubmissionStore) -> None:
        await store.add(new("a"))
        assert await begun(store) == Attempt(
            "a", "attempt", "double", "r1", "source", None, seed=7, number=1, failures=0
        )

    async def test_interactive_before_batch(self, store: SubmissionStore) -> None:
        await store.add(new("batch", Priority.BATCH))
        await store.add(new("interactive"))
        assert [(await begun(store)).id for _ in range(2)] == ["interactive", "batch"]


class TestFinish:
    async def test_the_verdict_is_there_to_read(self, store: SubmissionStore) -> None:
        await store.add(new("a"))
        assert await store.finish(await begun(store), verdict("done"))
        assert await message(store) == "done"

    async def test_an_older_attempt_changes_nothing(self, store: SubmissionStore) -> None:
        await store.add(new("a"))
        older = await begun(store)
        await store.fail_running()
        newer = await begun(store)
        assert not await store.finish(older, verdict("older"))
        assert not await store.fail(older)
        assert await store.finish(newer, verdict("newer"))
        assert await message(store) == "newer"

    async def test_nor_does_it_while_the_submission_is_queued_again(
        self, store: SubmissionStore
    ) -> None:
        await store.add(new("a"))
        older = await begun(store)
        await store.give_back("worker")
        assert not await store.finish(older, verdict("older"))
        assert (await begun(store)).number == 2

    async def test_a_final_verdict_is_final(self, store: SubmissionStore) -> None:
        await store.add(new("a"))
        attempt = await begun(store)
        await store.finish(attempt, verdict("first"))
        assert not await store.finish(attempt, verdict("second"))
        assert not await store.fail(attempt)
        assert await message(store) == "first"


class TestInterruption:
    async def test_a_crash_counts(self, store: SubmissionStore) -> None:
        await store.add(new("a"))
        await begun(store)
        await store.fail_running()
        assert (await begun(store)).failures == 1

    async def test_an_orderly_stop_does_not(self, store: SubmissionStore) -> None:
        await store.add(new("a"))
        await begun(store)
        await store.give_back("worker")
        assert (await begun(store)).failures == 0

    async def test_what_waits_or_is_done_stays_so(self, store: SubmissionStore) -> None:
        await store.add(new("a"))
        await store.finish(await begun(store), verdict("done"))
        await store.add(new("b"))
        assert not await store.fail_running()
        assert await message(store) == "done"
        assert (await begun(store)).failures == 0
