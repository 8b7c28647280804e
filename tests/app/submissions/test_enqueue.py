import asyncio
from datetime import UTC, datetime

import pytest

from app.database.database import Database
from app.database.opening import open_database
from app.settings import Settings
from app.submissions.idempotency import DuplicateRequestError, IdempotencyKeys
from app.submissions.queue_limits import Bounds, KeyBoundError, QueueBoundError
from app.submissions.repository import SubmissionStore
from app.submissions.schemas import Idempotency, NewSubmission
from tests.app.stored import AMPLE, claim_next, new, verdict

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def store(database: Database) -> SubmissionStore:
    return SubmissionStore(database)


def named(
    submission_id: str, key: str, fingerprint: str = "f", site: str = "site"
) -> NewSubmission:
    return new(submission_id, site=site, idempotency=Idempotency(key, fingerprint))


async def finish_next(store: SubmissionStore) -> None:
    claimed = await claim_next(store, "worker")
    assert claimed is not None
    assert await store.finish(claimed, verdict())


class TestQueueBound:
    BOUNDS = Bounds(queued=3, in_flight=100)

    async def test_it_is_full_with_so_many(self, store: SubmissionStore) -> None:
        for submission_id in "abc":
            await store.add([new(submission_id)], self.BOUNDS)
        with pytest.raises(QueueBoundError):
            await store.add([new("d")], self.BOUNDS)
        assert await store.get("d") is None

    async def test_what_runs_takes_no_room(self, store: SubmissionStore) -> None:
        for submission_id in "abc":
            await store.add([new(submission_id)], self.BOUNDS)
        assert await claim_next(store, "worker") is not None
        await store.add([new("d")], self.BOUNDS)

    async def test_what_is_begun_at_once_needs_none(self, store: SubmissionStore) -> None:
        for submission_id in "abc":
            await store.add([new(submission_id)], self.BOUNDS)
        claimed = await store.add_running(new("d"), self.BOUNDS, "worker")
        assert claimed.id == "d"

    async def test_several_need_room_for_all(self, store: SubmissionStore) -> None:
        await store.add([new("a")], self.BOUNDS)
        with pytest.raises(QueueBoundError):
            await store.add([new("b"), new("c"), new("d")], self.BOUNDS)
        assert await store.get_all(["b", "c", "d"]) == []
        await store.add([new("b"), new("c")], self.BOUNDS)


class TestKeyBound:
    BOUNDS = Bounds(queued=100, in_flight=2)

    async def test_queued_and_running_count(self, store: SubmissionStore) -> None:
        await store.add([new("a", key_id="k")], self.BOUNDS)
        await store.add_running(new("b", key_id="k"), self.BOUNDS, "worker")
        with pytest.raises(KeyBoundError):
            await store.add([new("c", key_id="k")], self.BOUNDS)
        with pytest.raises(KeyBoundError):
            await store.add_running(new("d", key_id="k"), self.BOUNDS, "worker")
        assert await store.get_all(["c", "d"]) == []

    async def test_what_has_ended_does_not(self, store: SubmissionStore) -> None:
        for submission_id in "ab":
            await store.add([new(submission_id, key_id="k")], self.BOUNDS)
        await finish_next(store)
        await store.cancel("b")
        await store.add([new("c", key_id="k"), new("d", key_id="k")], self.BOUNDS)

    async def test_other_keys_have_their_own(self, store: SubmissionStore) -> None:
        await store.add([new("a", key_id="k"), new("b", key_id="k")], self.BOUNDS)
        await store.add([new("c", key_id="l")], self.BOUNDS)

    async def test_without_a_key_there_is_none(self, store: SubmissionStore) -> None:
        await store.add([new("a"), new("b"), new("c")], self.BOUNDS)


class TestNames:
    async def test_the_second_of_a_name_stores_nothing(
        self, store: SubmissionStore, database: Database
    ) -> None:
        await store.add([named("a", "key", "f1")], AMPLE)
        with pytest.raises(DuplicateRequestError) as error:
            await store.add([named("b", "key", "f2")], AMPLE)
        assert error.value.fingerprint == "f1"
        assert await store.get("b") is None
        assert await IdempotencyKeys(database).submissions("site", None, ["key"]) == ["a"]

    async def test_nor_does_it_begin_anything(self, store: SubmissionStore) -> None:
        await store.add([named("a", "key")], AMPLE)
        with pytest.raises(DuplicateRequestError):
            await store.add_running(named("b", "key"), AMPLE, "worker")
        assert await store.get("b") is None

    async def test_other_sites_have_their_own(self, store: SubmissionStore) -> None:
        await store.add([named("a", "key")], AMPLE)
        await store.add([named("b", "key", site="another")], AMPLE)

    async def test_learners_of_a_site_have_their_own(
        self, store: SubmissionStore, database: Database
    ) -> None:
        owners = {"a": None, "b": "Ada", "c": "Bob"}
        for place, owner in owners.items():
            await store.add([new(place, idempotency=Idempotency("key", "f", owner))], AMPLE)
        with pytest.raises(DuplicateRequestError):
            await store.add([new("d", idempotency=Idempotency("key", "f", "Bob"))], AMPLE)
        keys = IdempotencyKeys(database)
        for place, owner in owners.items():
            assert await keys.submissions("site", owner, ["key"]) == [place]

    async def test_a_repeated_request_is_known_however_full_it_is(
        self, store: SubmissionStore
    ) -> None:
        await store.add([named("a", "key")], AMPLE)
        with pytest.raises(DuplicateRequestError):
            await store.add([named("b", "key")], Bounds(queued=1, in_flight=1))

    async def test_a_refused_request_leaves_its_name_free(self, store: SubmissionStore) -> None:
        await store.add([new("a")], AMPLE)
        with pytest.raises(QueueBoundError):
            await store.add([named("b", "key")], Bounds(queued=1, in_flight=1))
        await store.add([named("b", "key")], AMPLE)

    async def test_each_of_several_has_its_own(
        self, store: SubmissionStore, database: Database
    ) -> None:
        await store.add([named("a", "key 0"), named("b", "key 1"), named("c", "key 2")], AMPLE)
        keys = ["key 0", "key 1", "key 2"]
        found = await IdempotencyKeys(database).submissions("site", None, keys)
        assert sorted(found) == ["a", "b", "c"]

    async def test_of_twins_at_the_same_time_one_is_stored(self, settings: Settings) -> None:
        """Through as many connections as there are twins, on PostgreSQL of two processes."""
        async with open_database(settings) as ours:
            if ours.is_shared:
                async with open_database(settings) as theirs:
                    await self.race(SubmissionStore(ours), SubmissionStore(theirs))
            else:
                await self.race(SubmissionStore(ours), SubmissionStore(ours))

    async def race(self, ours: SubmissionStore, theirs: SubmissionStore) -> None:
        for round_ in range(10):
            twins = [
                (ours, named(f"{round_} ours {n}", f"{round_}"))
                if n % 2
                else (theirs, named(f"{round_} theirs {n}", f"{round_}"))
                for n in range(6)
            ]
            results = await asyncio.gather(
                *(store.add([duplicate], AMPLE) for store, duplicate in twins),
                return_exceptions=True,
            )
            assert [type(result) for result in results].count(DuplicateRequestError) == 5
            assert results.count(None) == 1
            stored = await ours.get_all([duplicate.id for _, duplicate in twins])
            assert len(stored) == 1


class TestForgetOld:
    async def test_a_day_is_remembered(self, store: SubmissionStore, database: Database) -> None:
        await store.add([named("old", "old")], AMPLE)
        recent = new("recent", created_at=datetime.now(UTC), idempotency=Idempotency("new", "f"))
        await store.add([recent], AMPLE)
        keys = IdempotencyKeys(database)
        await keys.forget_old()
        assert await keys.submissions("site", None, ["old", "new"]) == ["recent"]
        await store.add([named("again", "old")], AMPLE)
