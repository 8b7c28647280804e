"""Grades, from a verdict to the platform's gradebook."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import pytest

from app.audit.entry import SERVICE
from app.core.outbound_http import OutboundHttp
from app.database.database import Database
from app.erasure.service import ErasureService
from app.lti.grade_outbox import GradeClaim, GradeStore
from app.lti.grade_post import GradePost
from app.lti.grade_sender import GradeSender
from app.lti.platform_repository import PlatformStore, StoredKey
from app.lti.schemas import GradeCounts, Platform
from app.lti.tool_keys import ToolKeys
from app.submissions.repository import SubmissionStore
from graders.core.verdict import Outcome
from tests.app.lti.launching import Launching, token_of
from tests.app.lti.platform import CLAIM, GRADES, INSTRUCTOR, LEARNER, LearningPlatform, Score
from tests.app.rejudges.rejudging import STRICT, become_strict, ready, start
from tests.app.running import PATIENCE_S, WAIT
from tests.app.scripted_judge import ACCEPTED, WRONG
from tests.app.stored import AMPLE, new, verdict

pytestmark = pytest.mark.anyio

LEASE_S = 60.0


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


async def submit(lti: Launching, token: str, source: str) -> None:
    headers = {"Authorization": f"Bearer {token}", **WAIT}
    answer = await lti.api.submit(source, headers=headers)
    assert answer.status_code == 200


async def told(platform: LearningPlatform) -> Score:
    return await asyncio.to_thread(platform.next_score)


class TestService:
    """With everything in place, from a launch to the gradebook."""

    async def test_a_verdict_is_told(self, lti: Launching) -> None:
        token = token_of(await lti.launch("ada"))
        await submit(lti, token, ACCEPTED)
        score = await told(lti.platform)
        assert (score.item, score.query) == ("/items/7", "type=1")
        at = datetime.fromisoformat(score.body["timestamp"])
        assert at.tzinfo is not None
        assert dict(score.body) == {
            "userId": "ada",
            "scoreGiven": 100.0,
            "scoreMaximum": 100,
            "activityProgress": "Completed",
            "gradingProgress": "FullyGraded",
            "timestamp": score.body["timestamp"],
        }

    async def test_only_a_better_score_is_told(self, lti: Launching) -> None:
        token = token_of(await lti.launch("ada"))
        for source in (WRONG, ACCEPTED, WRONG):
            await submit(lti, token, source)
        assert (await told(lti.platform)).body["scoreGiven"] in (0.0, 100.0)
        await until(lti, GradeCounts(delivered=1))
        assert lti.platform.gradebook == {("/items/7", "ada"): 1.0}

    async def test_a_rejudge_is_told_when_it_is_applied(self, lti: Launching) -> None:
        token = token_of(await lti.launch("ada"))
        await submit(lti, token, STRICT)
        before = await told(lti.platform)
        admin = await lti.api.key("admin", site="course")
        lti.api.client.headers.update(admin)
        await become_strict(lti.api)
        location = await start(lti.api)
        await ready(lti.api, location)
        assert lti.platform.gradebook == {("/items/7", "ada"): 1.0}
        assert (await lti.api.client.post(f"{location}/apply")).status_code == 200
        after = await told(lti.platform)
        assert after.body["scoreGiven"] == 0.0
        # A platform drops what is not newer.
        assert after.body["timestamp"] > before.body["timestamp"]

    async def test_what_was_solved_before_the_link_was_followed(self, lti: Launching) -> None:
        nowhere = {GRADES: None}
        await submit(lti, token_of(await lti.launch("ada", nowhere)), ACCEPTED)
        assert lti.platform.has_all_scores_read
        await lti.launch("ada")
        assert (await told(lti.platform)).body["scoreGiven"] == 100.0

    async def test_another_link_that_leads_there_is_told_too(self, lti: Launching) -> None:
        token = token_of(await lti.launch("ada"))
        other = {"scope": ["https://purl.imsglobal.org/spec/lti-ags/scope/score"]}
        item = {GRADES: other | {"lineitem": f"{lti.platform.url}/items/8"}}
        await lti.launch("ada", item)
        await submit(lti, token, ACCEPTED)
        assert {(await told(lti.platform)).item for _ in range(2)} == {"/items/7", "/items/8"}
        # One access token serves both, whoever asked for it first.
        assert lti.platform.tokens_given <= 2

    @pytest.mark.parametrize(
        "changes",
        [
            {f"{CLAIM}/roles": [INSTRUCTOR]},
            {GRADES: {"scope": [], "lineitem": "https://platform.example/items/7"}},
            {GRADES: {"scope": ["https://purl.imsglobal.org/spec/lti-ags/scope/score"]}},
        ],
        ids=["an instructor", "not allowed", "no line item"],
    )
    async def test_who_has_no_grade_there(self, lti: Launching, changes: dict[str, object]) -> None:
        await submit(lti, token_of(await lti.launch("ada", changes)), ACCEPTED)
        assert await counts(lti) == GradeCounts()

    async def test_an_instructor_who_is_a_learner_too_has_one(self, lti: Launching) -> None:
        changes = {f"{CLAIM}/roles": [INSTRUCTOR, LEARNER]}
        await submit(lti, token_of(await lti.launch("ada", changes)), ACCEPTED)
        assert (await told(lti.platform)).body["userId"] == "ada"

    async def test_an_erased_learner_has_none(self, lti: Launching) -> None:
        await submit(lti, token_of(await lti.launch("ada")), ACCEPTED)
        await told(lti.platform)
        await ErasureService(lti.api.database).erase_learner("course", "ada", SERVICE)
        assert await counts(lti) == GradeCounts()


async def counts(lti: Launching) -> GradeCounts:
    found = await PlatformStore(lti.api.database).grade_counts()
    return found.get(lti.registered.id, GradeCounts())


async def until(lti: Launching, wanted: GradeCounts) -> None:
    for _ in range(PATIENCE_S * 50):
        if await counts(lti) == wanted:
            return
        await asyncio.sleep(0.02)
    pytest.fail(f"it is {await counts(lti)}")


@pytest.fixture
async def registered(
    database: Database, platform: LearningPlatform, tool_key: StoredKey
) -> Platform:
    added = await PlatformStore(database).add(platform.registration(), tool_key)
    keys = await ToolKeys(PlatformStore(database)).public()
    platform.tool_keys = lambda: keys
    return added


async def score(database: Database, name: str, outcome: Outcome = Outcome.ACCEPTED) -> None:
    """Store a verdict of half of the points, or of none."""
    store = SubmissionStore(database)
    await store.add([new(name, site="course", learner="ada")], AMPLE)
    claimed = await store.claim_next("worker")
    assert claimed is not None
    points = 0.5 if outcome is Outcome.ACCEPTED else 0.0
    told = verdict(outcome=outcome).model_copy(update={"id": name, "score": points})
    assert await store.finish(claimed, told)


@asynccontextmanager
async def sending(database: Database, retry_s: float | None = 0.05) -> AsyncIterator[None]:
    http = OutboundHttp()
    post = GradePost(http, ToolKeys(PlatformStore(database)))
    async with GradeSender(database, post, retry_after_s=lambda _: retry_s).running():
        yield
    await http.close()


async def until_stored(database: Database, platform: Platform, wanted: GradeCounts) -> None:
    for _ in range(PATIENCE_S * 50):
        found = (await PlatformStore(database).grade_counts()).get(platform.id)
        if found == wanted:
            return
        await asyncio.sleep(0.02)
    pytest.fail(f"it is {found}")


class TestSender:
    @pytest.fixture(autouse=True)
    async def kept(
        self, database: Database, registered: Platform, platform: LearningPlatform
    ) -> None:
        item = f"{platform.url}/items/7"
        await GradeStore(database).keep(registered, item, "ada", "double")

    @pytest.mark.parametrize("status", [302, 401, 404, 500])
    async def test_a_failure_is_tried_again(
        self, database: Database, registered: Platform, platform: LearningPlatform, status: int
    ) -> None:
        platform.answers = [status]
        async with sending(database):
            await score(database, "a")
            assert (await told(platform)).body["scoreGiven"] == 50.0
            await until_stored(database, registered, GradeCounts(delivered=1))

    async def test_it_is_given_up_in_the_end_and_taken_up_by_another_score(
        self, database: Database, registered: Platform, platform: LearningPlatform
    ) -> None:
        platform.answers = [500]
        async with sending(database, retry_s=None):
            await score(database, "a", Outcome.WRONG_ANSWER)
            failed = GradeCounts(failed=1, last_error="the gradebook answered 500")
            await until_stored(database, registered, failed)
            await score(database, "b")
            await until_stored(database, registered, GradeCounts(delivered=1))
        assert platform.gradebook == {("/items/7", "ada"): 0.5}

    async def test_a_score_that_changes_meanwhile_is_sent_after_it(
        self, database: Database, registered: Platform, platform: LearningPlatform
    ) -> None:
        platform.held.clear()
        async with sending(database):
            await score(database, "a", Outcome.WRONG_ANSWER)
            assert await asyncio.to_thread(platform.asked.acquire, timeout=PATIENCE_S)
            await score(database, "b")
            # Not beside the first: the order at the platform would be anybody's guess.
            assert await GradeStore(database).claim((), LEASE_S) is None
            platform.held.set()
            sent = [(await told(platform)).body["scoreGiven"] for _ in range(2)]
            await until_stored(database, registered, GradeCounts(delivered=1))
        assert sent == [0.0, 50.0]

    async def test_an_orderly_stop_leaves_it_due(
        self, database: Database, platform: LearningPlatform
    ) -> None:
        platform.held.clear()
        async with sending(database):
            await score(database, "a")
            assert await asyncio.to_thread(platform.asked.acquire, timeout=PATIENCE_S)
        platform.held.set()
        async with sending(database):
            assert (await told(platform)).body["scoreGiven"] == 50.0


class TestOutbox:
    async def claimed(self, database: Database) -> GradeClaim:
        claim = await GradeStore(database).claim((), LEASE_S)
        assert claim is not None
        return claim

    async def test_nothing_is_due_without_a_verdict(
        self, database: Database, registered: Platform
    ) -> None:
        store = GradeStore(database)
        await store.keep(registered, "https://platform.example/1", "ada", "double")
        assert await store.due_in_s(()) is None
        assert await store.claim((), LEASE_S) is None

    async def test_a_judges_own_failure_is_no_score(
        self, database: Database, registered: Platform
    ) -> None:
        store = GradeStore(database)
        await store.keep(registered, "https://platform.example/1", "ada", "double")
        await score(database, "a", Outcome.JUDGE_ERROR)
        assert await store.claim((), LEASE_S) is None

    async def test_others_grades_stay_as_they_are(
        self, database: Database, registered: Platform
    ) -> None:
        store = GradeStore(database)
        for learner, problem in (("bob", "double"), ("ada", "another")):
            await store.keep(registered, f"https://p.example/{learner}", learner, problem)
        await score(database, "a")
        assert await store.claim((), LEASE_S) is None

    async def test_a_busy_platform_waits(self, database: Database, registered: Platform) -> None:
        store = GradeStore(database)
        await store.keep(registered, "https://platform.example/1", "ada", "double")
        await score(database, "a")
        assert await store.claim([registered.id], LEASE_S) is None
        assert await store.due_in_s([registered.id]) is None
        assert (await self.claimed(database)).score == 0.5

    async def test_a_lease_that_ends_is_claimed_again_and_fences(
        self, database: Database, registered: Platform
    ) -> None:
        store = GradeStore(database)
        await store.keep(registered, "https://platform.example/1", "ada", "double")
        await score(database, "a")
        lost = await store.claim((), lease_s=0.0)
        assert lost is not None
        current = await self.claimed(database)
        await store.fail(lost, "late", None)
        await store.succeed(lost)
        await store.requeue(lost)
        counted = (await PlatformStore(database).grade_counts())[registered.id]
        assert counted == GradeCounts(pending=1)
        await store.succeed(current)
        counted = (await PlatformStore(database).grade_counts())[registered.id]
        assert counted == GradeCounts(delivered=1)

    async def test_a_link_may_lead_elsewhere_later(
        self, database: Database, registered: Platform
    ) -> None:
        store = GradeStore(database)
        await score(database, "a")
        await store.keep(registered, "https://platform.example/1", "ada", "another")
        assert await store.claim((), LEASE_S) is None
        await store.keep(registered, "https://platform.example/1", "ada", "double")
        assert (await self.claimed(database)).score == 0.5
