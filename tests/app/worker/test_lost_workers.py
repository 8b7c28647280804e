"""Which workers one declares lost, on the database that they share."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from app.database.clock import read_now
from app.database.database import Database
from app.database.tables.workers import workers
from app.jobs.workers import Memory, WorkerEntry, WorkerStore
from app.worker.heartbeats import Heartbeats
from app.worker.lost_workers import GAP_S, GRACE_S, TIMEOUT_S
from tests.app.scripted_judge import ScriptedJudge

pytestmark = pytest.mark.anyio

THIS, OTHER = (WorkerEntry(letter * 32, "host", 1, 1) for letter in "ab")


@pytest.fixture
def engine() -> str:
    return "postgresql"


class Clock:
    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def heartbeats(database: Database, clock: Clock) -> Heartbeats:
    return Heartbeats(database, THIS, ScriptedJudge(), clock)


async def silent_for(database: Database, seconds: float) -> None:
    """Let the other worker have sent its last heartbeat so long ago."""
    await WorkerStore(database).heartbeat(OTHER, {}, Memory(0, 0))
    async with database.write() as transaction:
        seen_at = await read_now(transaction.connection) - timedelta(seconds=seconds)
        await transaction.execute(
            update(workers).where(workers.c.id == OTHER.id).values(seen_at=seen_at)
        )


async def test_a_worker_that_is_silent_for_long_is_lost(
    database: Database, heartbeats: Heartbeats
) -> None:
    await silent_for(database, TIMEOUT_S - 10)
    assert set(await heartbeats.beat()) == {THIS.id, OTHER.id}
    await silent_for(database, TIMEOUT_S + 1)
    assert await heartbeats.beat() == [THIS.id]


async def test_one_that_was_silent_while_this_one_was_is_heard_again_first(
    database: Database, heartbeats: Heartbeats, clock: Clock
) -> None:
    await heartbeats.beat()
    # As after an outage of the database.
    await silent_for(database, TIMEOUT_S + 20)
    clock.now_s += GAP_S + 1
    assert set(await heartbeats.beat()) == {THIS.id, OTHER.id}
    clock.now_s += GRACE_S - 1
    assert set(await heartbeats.beat()) == {THIS.id, OTHER.id}
    clock.now_s += 1
    assert await heartbeats.beat() == [THIS.id]


def test_a_gap_in_which_others_can_be_taken_for_lost_is_seen() -> None:
    assert GAP_S + GRACE_S <= TIMEOUT_S
