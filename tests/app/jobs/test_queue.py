"""What holds for every kind of job, on both databases."""

import asyncio
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import pytest
from sqlalchemy import delete, select, update

from app.database.database import Database
from app.database.notifications import Notice
from app.database.tables.base import database_now
from app.database.tables.submissions import submissions
from app.database.tables.webhooks import webhook_deliveries
from app.database.tables.workers import workers
from app.jobs.workers import Memory, WorkerEntry, WorkerStore
from app.problem_checks.repository import CheckStore
from app.problem_checks.schemas import ClaimedCheck, NewCheck
from app.submissions.repository import SubmissionStore
from app.submissions.schemas import ClaimedSubmission
from app.webhooks.outbox import Busy, Claim, WebhookOutbox
from tests.app.stored import AMPLE, claim_next, new, verdict

pytestmark = pytest.mark.anyio

WORKER = WorkerEntry("a" * 32, "host", 1, 1)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


_numbers = itertools.count(1)


def next_id() -> str:
    """Ids sort by the time at which they were made; here also within a millisecond."""
    return f"{next(_numbers):032x}"


class Taken(Protocol):
    """What one claim gave."""

    @property
    def id(self) -> str: ...
    @property
    def tries(self) -> int: ...


class Jobs(Protocol):
    """Jobs of one kind."""

    async def add(self) -> str: ...
    async def claim(self) -> Taken | None: ...
    async def end(self, taken: Taken) -> bool:
        """End it; whether that was stored."""

    async def stop(self, taken: Taken, /) -> None:
        """Stop in order whoever claimed it."""

    async def lose(self) -> None:
        """Kill whoever claimed anything, and have that noticed."""


@dataclass
class Submissions:
    database: Database

    async def add(self) -> str:
        job = next_id()
        await SubmissionStore(self.database).add([new(job)], AMPLE)
        return job

    async def claim(self) -> ClaimedSubmission | None:
        return await claim_next(SubmissionStore(self.database), WORKER.id)

    async def end(self, taken: Taken) -> bool:
        assert isinstance(taken, ClaimedSubmission)
        ended = await SubmissionStore(self.database).finish(taken, verdict())
        return ended is not None

    async def stop(self, _: Taken, /) -> None:
        await SubmissionStore(self.database).requeue_all_of(WORKER.id)

    async def lose(self) -> None:
        await forget_workers(self.database)
        await SubmissionStore(self.database).requeue_abandoned()


@dataclass
class Checks:
    database: Database

    async def add(self) -> str:
        job = next_id()
        check = NewCheck(
            id=job,
            site="site",
            key_id=job,
            kind="check",
            problem="double",
            revision="r1",
            archive=b"",
            added=(),
        )
        await CheckStore(self.database).add(check)
        return job

    async def claim(self) -> ClaimedCheck | None:
        return await CheckStore(self.database).claim_next(WORKER.id, impacts=False)

    async def end(self, taken: Taken) -> bool:
        assert isinstance(taken, ClaimedCheck)
        await CheckStore(self.database).fail(taken, f"try {taken.tries}")
        found = await CheckStore(self.database).get(taken.id, None)
        return found is not None and found.error == f"try {taken.tries}"

    async def stop(self, _: Taken, /) -> None:
        await CheckStore(self.database).requeue(WORKER.id, impacts=False)

    async def lose(self) -> None:
        await forget_workers(self.database)
        await CheckStore(self.database).recover()


@dataclass
class Webhooks:
    database: Database

    async def add(self) -> str:
        store = SubmissionStore(self.database)
        subject = next_id()
        await store.add([new(subject, callback_url="https://site.example/hook")], AMPLE)
        claimed = await claim_next(store, WORKER.id)
        assert claimed is not None
        await store.finish(claimed, verdict().model_copy(update={"id": subject}))
        query = select(webhook_deliveries.c.id).where(webhook_deliveries.c.submission_id == subject)
        async with self.database.read() as connection:
            job: str = (await connection.execute(query)).scalar_one()
        return job

    async def claim(self) -> Claim | None:
        return await WebhookOutbox(self.database).claim(Busy(), 60.0)

    async def end(self, taken: Taken) -> bool:
        assert isinstance(taken, Claim)
        await WebhookOutbox(self.database).succeed(taken)
        query = select(webhook_deliveries.c.status).where(webhook_deliveries.c.id == taken.id)
        async with self.database.read() as connection:
            return bool((await connection.execute(query)).scalar_one() == "delivered")

    async def stop(self, taken: Taken, /) -> None:
        assert isinstance(taken, Claim)
        await WebhookOutbox(self.database).requeue(taken)

    async def lose(self) -> None:
        async with self.database.write() as transaction:
            await transaction.execute(update(webhook_deliveries).values(due_at=database_now()))


async def forget_workers(database: Database) -> None:
    async with database.write() as transaction:
        await transaction.execute(delete(workers))


@pytest.fixture(params=[Submissions, Checks, Webhooks])
async def jobs(request: pytest.FixtureRequest, database: Database) -> Jobs:
    await WorkerStore(database).heartbeat(WORKER, {}, Memory(0.0, 0.0))
    kind: type[Submissions] = request.param
    return kind(database)


async def claimed(jobs: Jobs) -> Taken:
    taken = await jobs.claim()
    assert taken is not None
    return taken


async def test_without_jobs_nothing_is_claimed(jobs: Jobs) -> None:
    assert await jobs.claim() is None


async def test_the_first_to_come_is_claimed_first(jobs: Jobs) -> None:
    added = [await jobs.add() for _ in range(3)]
    assert [(await claimed(jobs)).id for _ in added] == added


async def test_none_is_claimed_twice(jobs: Jobs) -> None:
    added = [await jobs.add() for _ in range(5)]
    claims: Sequence[Taken | None] = await asyncio.gather(*(jobs.claim() for _ in range(8)))
    # Claims at the same moment may pass over a row that another one looks at.
    rest = [await jobs.claim() for _ in added]
    taken = [each.id for each in (*claims, *rest) if each is not None]
    assert sorted(taken) == sorted(added)


async def test_what_has_ended_is_not_claimed_again(jobs: Jobs) -> None:
    await jobs.add()
    assert await jobs.end(await claimed(jobs))
    await jobs.lose()
    assert await jobs.claim() is None


async def test_whoever_was_given_up_changes_nothing(jobs: Jobs) -> None:
    job = await jobs.add()
    early = await claimed(jobs)
    await jobs.lose()
    late = await claimed(jobs)
    assert (late.id, late.tries) == (job, early.tries + 1)
    assert not await jobs.end(early)
    assert await jobs.end(late)


async def test_what_an_orderly_stop_interrupts_waits_again(jobs: Jobs) -> None:
    job = await jobs.add()
    await jobs.stop(await claimed(jobs))
    assert (await claimed(jobs)).id == job


async def test_whoever_claims_is_woken(jobs: Jobs, database: Database) -> None:
    heard: list[Notice] = []
    with database.notices.listening(heard.append):
        await jobs.add()
        taken = await claimed(jobs)
        added = {notice.subject for notice in heard}
        heard.clear()
        await jobs.stop(taken)
        # On PostgreSQL they come back from the server.
        async with asyncio.timeout(30):
            while not {notice.subject for notice in heard} & added:  # noqa: ASYNC110
                await asyncio.sleep(0.01)


async def test_the_failures_of_submissions_are_counted_unlike_stops(database: Database) -> None:
    jobs = Submissions(database)
    await WorkerStore(database).heartbeat(WORKER, {}, Memory(0.0, 0.0))
    await jobs.add()
    await jobs.stop(await claimed(jobs))
    await claimed(jobs)
    await jobs.lose()
    async with database.read() as connection:
        failures = (await connection.execute(select(submissions.c.failures))).scalar_one()
    assert failures == 1
