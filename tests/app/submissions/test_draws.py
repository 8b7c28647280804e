"""Draws that are used again: which of them a learner gets."""

import asyncio
from collections import Counter
from collections.abc import Collection

import pytest
from sqlalchemy import func, select

from app.core.ids import new_id
from app.database.database import Database
from app.database.opening import open_database
from app.database.tables.submissions import draws_used
from app.settings import Settings
from app.submissions.queue_limits import Bounds, QueueBoundError
from app.submissions.repository import SubmissionStore
from tests.app.stored import AMPLE, claim_next, new

pytestmark = pytest.mark.anyio

READY = range(100, 105)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def store(database: Database) -> SubmissionStore:
    return SubmissionStore(database)


async def drawn(
    store: SubmissionStore,
    ready: Collection[int] = READY,
    *,
    learner: str | None = "ada",
    site: str = "site",
    revision: str = "r1",
) -> int:
    """The seed of another submission."""
    submission = new(new_id(), learner=learner, site=site, revision=revision, seed=None)
    seed = (await store.add_running(submission, AMPLE, "worker", ready)).seed
    assert seed is not None
    return seed


async def test_none_comes_again_before_all_others_were_used(store: SubmissionStore) -> None:
    for _ in range(3):
        assert {await drawn(store) for _ in READY} == {*READY}


async def test_each_learner_gets_all_of_them(store: SubmissionStore) -> None:
    for learner in ("ada", "grace"):
        assert {await drawn(store, learner=learner) for _ in READY} == {*READY}


async def test_those_whom_a_site_does_not_name_are_one_learner(store: SubmissionStore) -> None:
    assert {await drawn(store, learner=None) for _ in READY} == {*READY}
    assert {await drawn(store, learner=None, site="another") for _ in READY} == {*READY}


async def test_another_revision_begins_anew(store: SubmissionStore) -> None:
    for revision in ("r1", "r2"):
        assert {await drawn(store, revision=revision) for _ in READY} == {*READY}


async def test_what_was_used_is_known_after_a_restart(
    settings: Settings,
) -> None:
    async with open_database(settings) as database:
        before = {await drawn(SubmissionStore(database)) for _ in range(3)}
    async with open_database(settings) as again:
        after = {await drawn(SubmissionStore(again)) for _ in range(2)}
    assert before | after == {*READY}


async def test_workers_with_draws_of_their_own_each_use_up_theirs(store: SubmissionStore) -> None:
    here, there = READY, range(200, 205)
    used = [await drawn(store, draws) for _ in READY for draws in (here, there)]
    assert Counter(used) == Counter([*here, *there])


async def test_draws_that_are_new_come_first(store: SubmissionStore) -> None:
    for _ in READY:
        await drawn(store)
    grown = [*READY, 500, 501]
    assert {await drawn(store, grown) for _ in range(2)} == {500, 501}


async def test_submissions_at_the_same_time_get_different_ones(store: SubmissionStore) -> None:
    assert {*await asyncio.gather(*(drawn(store) for _ in READY))} == {*READY}


async def test_one_that_is_queued_gets_it_too(store: SubmissionStore) -> None:
    for _ in READY:
        submission = new(new_id(), learner="ada", seed=None)
        await store.add([submission], AMPLE, READY)
    claimed = [await claim_next(store, "worker") for _ in READY]
    assert {claimed.seed for claimed in claimed if claimed is not None} == {*READY}


async def test_one_without_a_seed_gets_it_when_it_begins(store: SubmissionStore) -> None:
    seeds = set()
    for _ in READY:
        await store.add([new(new_id(), learner="ada", seed=None)], AMPLE)
        claimed = await claim_next(store, "worker")
        assert claimed is not None
        seeds.add(await store.draw_seed(claimed, READY))
    assert seeds == {*READY}


async def test_one_that_is_refused_uses_none(store: SubmissionStore) -> None:
    full = Bounds(queued=0, in_flight=100)
    for _ in range(20):
        with pytest.raises(QueueBoundError):
            await store.add([new(new_id(), learner="ada", seed=None)], full, READY)
    assert {await drawn(store) for _ in READY} == {*READY}


async def test_fresh_seeds_are_not_counted(store: SubmissionStore, database: Database) -> None:
    assert len({await drawn(store, ()) for _ in range(5)}) == 5
    async with database.read() as connection:
        counted = select(func.count()).select_from(draws_used)
        assert (await connection.execute(counted)).scalar_one() == 0
