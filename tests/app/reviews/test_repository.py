import asyncio

import pytest
from sqlalchemy import insert, select

from app.core.errors import StoreError
from app.database.database import Database
from app.database.tables.submissions import submissions
from app.reviews.repository import ReviewStore
from app.submissions.queue_limits import Bounds, QueueBoundError
from app.submissions.repository import SubmissionStore
from app.submissions.schemas import ClaimedSubmission, SubmissionFilter
from app.submissions.search_repository import SubmissionSearch
from graders.core.verdict import CaseVerdict, FailingInput, Outcome, Remark
from tests.app.stored import AMPLE, claim_next, new, verdict

pytestmark = pytest.mark.anyio

REMARK = Remark(kind="slow", text="It is.")
SMALLEST = FailingInput(
    arguments={"x": 1.0}, verdict=Outcome.WRONG_ANSWER, message="", expected=2.0, got=1.0
)
CASES = tuple(
    CaseVerdict(
        name=name,
        visibility="sample",
        verdict=Outcome.WRONG_ANSWER,
        message="",
        reproducer=script,
    )
    for name, script in (("one", "# one"), ("two", None))
)
REVIEWED = verdict("wrong", Outcome.WRONG_ANSWER).model_copy(
    update={"smallest": SMALLEST, "remarks": (REMARK,), "cases": CASES}
)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
async def store(database: Database) -> SubmissionStore:
    """It holds a finished submission "a"."""
    store = SubmissionStore(database)
    await store.add([new("a", key_id="key", learner="one", callback_url="http://x")], AMPLE)
    await store.finish(await begun(store), verdict("wrong", Outcome.WRONG_ANSWER))
    return store


@pytest.fixture
def reviews(database: Database, store: SubmissionStore) -> ReviewStore:  # noqa: ARG001
    return ReviewStore(database)


async def begun(store: SubmissionStore) -> ClaimedSubmission:
    claimed = await claim_next(store, "worker")
    assert claimed is not None
    return claimed


class TestAsk:
    async def test_it_brings_what_the_review_depends_on(
        self, store: SubmissionStore, reviews: ReviewStore
    ) -> None:
        review_id = await reviews.ask("a", AMPLE)
        assert await begun(store) == ClaimedSubmission(
            review_id,
            "review",
            "a",
            "double",
            "r1",
            "source",
            None,
            seed=7,
            tries=1,
            failures=0,
            site="site",
        )
        assert (await reviews.verdict("a")).message == "wrong"

    async def test_again_it_is_the_same(self, store: SubmissionStore, reviews: ReviewStore) -> None:
        ids = {await reviews.ask("a", AMPLE)}
        claimed = await begun(store)
        ids.add(await reviews.ask("a", AMPLE))
        await store.finish(claimed, REVIEWED)
        ids.add(await reviews.ask("a", AMPLE))
        assert ids == {claimed.id}
        assert await claim_next(store, "worker") is None

    async def test_at_the_same_time_it_is_one(
        self, store: SubmissionStore, reviews: ReviewStore
    ) -> None:
        ids = await asyncio.gather(*(reviews.ask("a", AMPLE) for _ in range(8)))
        assert set(ids) == {(await begun(store)).id}
        assert await claim_next(store, "worker") is None

    async def test_a_second_one_has_no_place(
        self, database: Database, reviews: ReviewStore
    ) -> None:
        review_id = await reviews.ask("a", AMPLE)
        async with database.read() as connection:
            query = select(submissions).where(submissions.c.id == review_id)
            row = dict((await connection.execute(query)).one()._mapping)
        del row["number"]
        with pytest.raises(StoreError):
            async with database.write() as transaction:
                await transaction.execute(insert(submissions).values(row | {"id": "another"}))

    async def test_submissions_are_judged_first(
        self, store: SubmissionStore, reviews: ReviewStore
    ) -> None:
        review_id = await reviews.ask("a", AMPLE)
        await store.add([new("b")], AMPLE)
        assert [(await begun(store)).id for _ in range(2)] == ["b", review_id]

    async def test_the_queue_is_full(self, store: SubmissionStore, reviews: ReviewStore) -> None:
        await store.add([new("b")], AMPLE)
        with pytest.raises(QueueBoundError):
            await reviews.ask("a", Bounds(queued=1, in_flight=0))
        assert await reviews.get("a") is None

    async def test_it_is_not_in_flight(self, store: SubmissionStore, reviews: ReviewStore) -> None:
        await reviews.ask("a", Bounds(queued=1, in_flight=0))
        await store.add([new("b", key_id="key")], Bounds(queued=100, in_flight=1))


class TestGet:
    async def test_its_states(self, store: SubmissionStore, reviews: ReviewStore) -> None:
        assert await reviews.get("a") is None
        await reviews.ask("a", AMPLE)
        states = [await reviews.get("a")]
        claimed = await begun(store)
        states.append(await reviews.get("a"))
        await store.finish(claimed, REVIEWED)
        states.append(await reviews.get("a"))
        assert [state and state.status for state in states] == ["queued", "running", "finished"]

    async def test_what_it_found(self, store: SubmissionStore, reviews: ReviewStore) -> None:
        await reviews.ask("a", AMPLE)
        await store.finish(await begun(store), REVIEWED)
        found = await reviews.get("a")
        assert found is not None
        assert (found.submission, found.smallest, found.remarks) == ("a", SMALLEST, (REMARK,))
        assert [(each.case, each.script) for each in found.reproducers] == [("one", "# one")]

    async def test_a_failure_finds_nothing(
        self, store: SubmissionStore, reviews: ReviewStore
    ) -> None:
        await reviews.ask("a", AMPLE)
        failed = REVIEWED.model_copy(update={"verdict": Outcome.JUDGE_ERROR})
        await store.finish(await begun(store), failed)
        found = await reviews.get("a")
        assert found is not None
        assert (found.status, found.smallest, found.remarks) == ("failed", None, ())


class TestApart:
    async def test_it_is_no_submission(
        self, database: Database, store: SubmissionStore, reviews: ReviewStore
    ) -> None:
        review_id = await reviews.ask("a", AMPLE)
        assert await store.get(review_id) is None
        assert await store.finish(await begun(store), REVIEWED) is None
        assert await store.get(review_id) is None
        page = await SubmissionSearch(database).find(None, SubmissionFilter(), 10, None)
        assert [each.id for each in page.items] == ["a"]

    async def test_the_submission_stays_as_it_was(
        self, store: SubmissionStore, reviews: ReviewStore
    ) -> None:
        before = await store.get("a")
        await reviews.ask("a", AMPLE)
        await store.finish(await begun(store), REVIEWED)
        assert await store.get("a") == before

    async def test_what_it_took_is_no_judging_time(
        self, store: SubmissionStore, reviews: ReviewStore
    ) -> None:
        await reviews.ask("a", AMPLE)
        await store.finish(await begun(store), REVIEWED)
        assert len(await store.latest_judging_times_s(10)) == 1
