from datetime import UTC

import pytest

from app.database.database import Database
from app.database.notifications import Notice
from app.submissions.repository import SubmissionStore
from app.submissions.schemas import (
    CancelledSubmission,
    ClaimedSubmission,
    FinishedSubmission,
    Priority,
    UnfinishedSubmission,
)
from tests.app.stepping_judge import case_verdict
from tests.app.stored import AMPLE, MOMENT, claim_next, new, verdict

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def store(database: Database) -> SubmissionStore:
    return SubmissionStore(database)


async def begun(store: SubmissionStore) -> ClaimedSubmission:
    claimed = await claim_next(store, "worker")
    assert claimed is not None
    return claimed


async def message(store: SubmissionStore) -> str:
    submission = await store.get("a")
    assert isinstance(submission, FinishedSubmission)
    return submission.message


async def position(store: SubmissionStore, submission_id: str) -> int | None:
    submission = await store.get(submission_id)
    assert isinstance(submission, UnfinishedSubmission)
    return submission.position


class TestAdd:
    async def test_it_is_queued(self, store: SubmissionStore) -> None:
        await store.add([new("a")], AMPLE)
        submission = await store.get("a")
        assert submission is not None
        assert submission.status == "queued"
        assert submission.created_at == MOMENT
        assert submission.created_at.tzinfo is UTC


class TestGet:
    async def test_of_another_site(self, store: SubmissionStore) -> None:
        await store.add([new("a")], AMPLE)
        assert await store.get("a", "site") is not None
        assert await store.get("a", "another") is None

    async def test_the_position_is_the_number_of_those_before_it(
        self, store: SubmissionStore
    ) -> None:
        await store.add([new("batch", priority=Priority.BATCH)], AMPLE)
        for submission_id in ("begun", "first", "second"):
            await store.add([new(submission_id)], AMPLE)
        await begun(store)
        assert await position(store, "begun") is None
        assert await position(store, "first") == 0
        assert await position(store, "second") == 1
        assert await position(store, "batch") == 2

    async def test_several_come_in_the_order_of_their_arrival(self, store: SubmissionStore) -> None:
        await store.add([new("b"), new("a"), new("c")], AMPLE)
        found = await store.get_all(["c", "unknown", "b"])
        assert [submission.id for submission in found] == ["b", "c"]


class TestLatestJudgingTimes:
    async def test_nothing_was_judged(self, store: SubmissionStore) -> None:
        await store.add([new("a")], AMPLE)
        assert await store.latest_judging_times_s(5) == []

    async def test_so_many_of_each_priority(self, store: SubmissionStore) -> None:
        for priority in Priority:
            for number in range(3):
                submission = new(f"{priority.name} {number}", priority=priority)
                await store.add([submission], AMPLE)
                await store.finish(await begun(store), verdict())
        times_s = await store.latest_judging_times_s(2)
        assert len(times_s) == 4
        assert all(0 <= time_s < 60 for time_s in times_s)


class TestCancel:
    @pytest.mark.parametrize("is_running", [False, True])
    async def test_what_is_queued_or_running(
        self, store: SubmissionStore, database: Database, is_running: bool
    ) -> None:
        await store.add([new("a")], AMPLE)
        claimed = await begun(store) if is_running else None
        heard: list[Notice] = []
        with database.notices.listening(heard.append):
            assert await store.cancel("a")
        assert Notice("ended", "a") in heard
        assert isinstance(await store.get("a"), CancelledSubmission)
        assert await claim_next(store, "worker") is None
        if claimed is not None:
            assert await store.finish(claimed, verdict("late")) is None
            assert isinstance(await store.get("a"), CancelledSubmission)

    async def test_what_has_ended_stays_as_it_is(self, store: SubmissionStore) -> None:
        await store.add([new("a")], AMPLE)
        await store.finish(await begun(store), verdict("done"))
        assert not await store.cancel("a")
        assert await message(store) == "done"

    async def test_an_unknown_id(self, store: SubmissionStore) -> None:
        assert not await store.cancel("a")


class TestBeginNext:
    async def test_nothing_is_queued(self, store: SubmissionStore) -> None:
        assert await claim_next(store, "worker") is None

    async def test_the_first_to_come_is_the_first_to_run(self, store: SubmissionStore) -> None:
        for submission_id in ("b", "a", "c"):
            await store.add([new(submission_id)], AMPLE)
        assert [(await begun(store)).id for _ in range(3)] == ["b", "a", "c"]
        assert await claim_next(store, "worker") is None

    async def test_the_first_among_some(self, store: SubmissionStore) -> None:
        for submission_id in ("a", "b", "c"):
            await store.add([new(submission_id)], AMPLE)
        taken = await claim_next(store, "worker", ["c", "b", "unknown"])
        assert taken is not None
        assert taken.id == "b"
        assert await claim_next(store, "worker", ["b"]) is None
        assert await claim_next(store, "worker", []) is None

    async def test_several_at_once(self, store: SubmissionStore) -> None:
        await store.add([new(each) for each in "abcde"], AMPLE)
        first = await store.claim("worker", ["e", "d", "b"], most=2)
        assert {each.id for each in first} == {"b", "d"}
        assert {each.id for each in await store.claim("worker", most=9)} == {"a", "c", "e"}
        assert await store.claim("worker", most=9) == []

    async def test_several_each_get_a_draw(self, store: SubmissionStore) -> None:
        await store.add([new(each, learner="ada", seed=None) for each in "abc"], AMPLE)
        [drawn] = await store.claim("worker", ready=lambda *_: [4, 5, 6])
        others = await store.claim("worker", most=2, ready=lambda *_: [4, 5, 6])
        assert {each.seed for each in (drawn, *others)} == {4, 5, 6}
        await store.requeue_all_of("worker")
        # What was drawn stays.
        again = await store.claim("worker", most=3, ready=lambda *_: [7])
        assert {(each.id, each.seed) for each in again} == {
            (each.id, each.seed) for each in (drawn, *others)
        }

    async def test_what_waits_has_the_priority_of_the_first(self, store: SubmissionStore) -> None:
        await store.add([new("a", priority=Priority.BATCH)], AMPLE)
        await store.add([new("b"), new("c"), new("d")], AMPLE)
        assert [each.id for each in await store.first_waiting(2)] == ["b", "c"]
        assert [each.id for each in await store.first_waiting(9)] == ["b", "c", "d"]

    async def test_it_brings_what_the_verdict_depends_on(self, store: SubmissionStore) -> None:
        await store.add([new("a")], AMPLE)
        assert await begun(store) == ClaimedSubmission(
            "a",
            "submission",
            None,
            "double",
            "r1",
            "source",
            None,
            seed=7,
            tries=1,
            failures=0,
            site="site",
        )

    async def test_interactive_before_batch(self, store: SubmissionStore) -> None:
        await store.add([new("batch", priority=Priority.BATCH)], AMPLE)
        await store.add([new("interactive")], AMPLE)
        assert [(await begun(store)).id for _ in range(2)] == ["interactive", "batch"]


class TestHasInteractiveQueued:
    async def test_only_what_waits_and_is_interactive(self, store: SubmissionStore) -> None:
        await store.add([new("batch", priority=Priority.BATCH)], AMPLE)
        assert not await store.has_interactive_queued()
        await store.add([new("interactive")], AMPLE)
        assert await store.has_interactive_queued()
        await begun(store)
        assert not await store.has_interactive_queued()


class TestPutBack:
    async def test_it_has_not_failed(self, store: SubmissionStore) -> None:
        await store.add([new("a")], AMPLE)
        assert await store.requeue(await begun(store))
        again = await begun(store)
        assert (again.tries, again.failures) == (2, 0)

    async def test_an_older_try_changes_nothing(self, store: SubmissionStore) -> None:
        await store.add([new("a")], AMPLE)
        older = await begun(store)
        await store.requeue(older)
        await begun(store)
        assert not await store.requeue(older)
        assert await claim_next(store, "worker") is None


class TestFinish:
    async def test_the_verdict_is_there_to_read(self, store: SubmissionStore) -> None:
        await store.add([new("a")], AMPLE)
        assert await store.finish(await begun(store), verdict("done"))
        assert await message(store) == "done"

    async def test_an_older_try_changes_nothing(self, store: SubmissionStore) -> None:
        await store.add([new("a")], AMPLE)
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
        await store.add([new("a")], AMPLE)
        older = await begun(store)
        await store.requeue_all_of("worker")
        assert not await store.finish(older, verdict("older"))
        assert (await begun(store)).tries == 2

    async def test_a_final_verdict_is_final(self, store: SubmissionStore) -> None:
        await store.add([new("a")], AMPLE)
        claimed = await begun(store)
        await store.finish(claimed, verdict("first"))
        assert not await store.finish(claimed, verdict("second"))
        assert not await store.fail(claimed)
        assert await message(store) == "first"


class TestInterruption:
    async def test_a_crash_counts(self, store: SubmissionStore) -> None:
        await store.add([new("a")], AMPLE)
        await begun(store)
        await store.fail_running()
        assert (await begun(store)).failures == 1

    async def test_an_orderly_stop_does_not(self, store: SubmissionStore) -> None:
        await store.add([new("a")], AMPLE)
        await begun(store)
        await store.requeue_all_of("worker")
        assert (await begun(store)).failures == 0

    async def test_what_waits_or_is_done_stays_so(self, store: SubmissionStore) -> None:
        await store.add([new("a")], AMPLE)
        await store.finish(await begun(store), verdict("done"))
        await store.add([new("b")], AMPLE)
        assert not await store.fail_running()
        assert await message(store) == "done"
        assert (await begun(store)).failures == 0


class TestProgress:
    async def test_the_first_cases_are_there_to_read(self, store: SubmissionStore) -> None:
        await store.add([new("a")], AMPLE)
        assert await store.record_progress(await begun(store), [case_verdict(0)], 3)
        submission = await store.get("a")
        assert isinstance(submission, UnfinishedSubmission)
        assert (submission.cases, submission.total) == ((case_verdict(0),), 3)

    async def test_an_older_try_changes_nothing(self, store: SubmissionStore) -> None:
        await store.add([new("a")], AMPLE)
        older = await begun(store)
        await store.fail_running()
        await begun(store)
        assert not await store.record_progress(older, [case_verdict(0)], 3)
        submission = await store.get("a")
        assert isinstance(submission, UnfinishedSubmission)
        assert submission.cases == ()


class TestDrawSeed:
    async def test_a_later_try_has_it_too(self, store: SubmissionStore) -> None:
        await store.add([new("a", seed=None)], AMPLE)
        first = await begun(store)
        assert first.seed is None
        assert await store.draw_seed(first, [8]) == 8
        await store.fail(first)
        assert (await begun(store)).seed == 8

    async def test_an_older_try_changes_nothing(self, store: SubmissionStore) -> None:
        await store.add([new("a", seed=None)], AMPLE)
        older = await begun(store)
        await store.fail(older)
        newer = await begun(store)
        await store.draw_seed(older, [8])
        await store.fail(newer)
        assert (await begun(store)).seed is None
