"""Grades, from a verdict to the platform's gradebook."""

import asyncio
from datetime import datetime

import pytest

from app.audit.entry import SERVICE
from app.database.database import Database
from app.erasure.service import ErasureService
from app.lti.claims import LinkTarget
from app.lti.grade_outbox import GradeClaim, GradeStore
from app.lti.platform_repository import PlatformStore
from app.lti.schemas import GradeCounts, Platform
from graders.core.verdict import Outcome
from tests.app.lti.launching import Launching, token_of
from tests.app.lti.platform import CLAIM, GRADES, INSTRUCTOR, LEARNER, LearningPlatform
from tests.app.lti.sending import DOUBLE, score, sending, told, until_stored
from tests.app.rejudges.rejudging import STRICT, become_strict, ready, start
from tests.app.running import PATIENCE_S, WAIT
from tests.app.scripted_judge import ACCEPTED, WRONG

pytestmark = pytest.mark.anyio

LEASE_S = 60.0
ELSEWHERE = LinkTarget("problem", "another")


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


async def submit(lti: Launching, token: str, source: str) -> None:
    headers = {"Authorization": f"Bearer {token}", **WAIT}
    answer = await lti.api.submit(source, headers=headers)
    assert answer.status_code == 200


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


class TestSender:
    @pytest.fixture(autouse=True)
    async def kept(
        self, database: Database, registered: Platform, platform: LearningPlatform
    ) -> None:
        item = f"{platform.url}/items/7"
        await GradeStore(database).keep(registered, item, "ada", DOUBLE)

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
        # Before its claim: what may have changed after that is due again.
        await score(database, "a", Outcome.WRONG_ANSWER)
        async with sending(database, retry_s=None):
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

    async def test_nothing_is_told_without_a_verdict(
        self, database: Database, registered: Platform, platform: LearningPlatform
    ) -> None:
        async with sending(database):
            await until_stored(database, registered, GradeCounts())
        assert platform.has_all_scores_read

    async def test_a_judges_own_failure_is_no_score(
        self, database: Database, registered: Platform, platform: LearningPlatform
    ) -> None:
        await score(database, "a", Outcome.JUDGE_ERROR)
        async with sending(database):
            await until_stored(database, registered, GradeCounts())
        assert platform.has_all_scores_read

    async def test_the_same_score_is_told_once(
        self, database: Database, registered: Platform, platform: LearningPlatform
    ) -> None:
        await score(database, "a")
        async with sending(database):
            await told(platform)
            await until_stored(database, registered, GradeCounts(delivered=1))
            await score(database, "b")
            await until_stored(database, registered, GradeCounts(delivered=1))
        assert platform.has_all_scores_read

    async def test_a_link_may_lead_elsewhere_later(
        self, database: Database, registered: Platform, platform: LearningPlatform
    ) -> None:
        item = f"{platform.url}/items/7"
        await score(database, "a")
        await GradeStore(database).keep(registered, item, "ada", ELSEWHERE)
        async with sending(database):
            await until_stored(database, registered, GradeCounts())
            await GradeStore(database).keep(registered, item, "ada", DOUBLE)
            assert (await told(platform)).body["scoreGiven"] == 50.0


class TestOutbox:
    async def claimed(self, database: Database) -> GradeClaim:
        claim = await GradeStore(database).claim((), LEASE_S)
        assert claim is not None
        return claim

    async def test_others_grades_stay_as_they_are(
        self, database: Database, registered: Platform
    ) -> None:
        store = GradeStore(database)
        for learner, target in (("bob", DOUBLE), ("ada", ELSEWHERE)):
            await store.keep(registered, f"https://p.example/{learner}", learner, target)
            await store.settle(await self.claimed(database))
        await score(database, "a")
        assert await store.due_in_s(()) is None
        assert await store.claim((), LEASE_S) is None

    async def test_a_busy_platform_waits(self, database: Database, registered: Platform) -> None:
        store = GradeStore(database)
        await store.keep(registered, "https://platform.example/1", "ada", DOUBLE)
        assert await store.claim([registered.id], LEASE_S) is None
        assert await store.due_in_s([registered.id]) is None
        assert (await self.claimed(database)).problem == "double"

    async def test_a_lease_that_ends_is_claimed_again_and_fences(
        self, database: Database, registered: Platform
    ) -> None:
        store = GradeStore(database)
        await store.keep(registered, "https://platform.example/1", "ada", DOUBLE)
        lost = await store.claim((), lease_s=0.0)
        assert lost is not None
        current = await self.claimed(database)
        await store.fail(lost, "late", None)
        await store.succeed(lost, 0.5)
        await store.settle(lost)
        await store.requeue(lost)
        counted = (await PlatformStore(database).grade_counts())[registered.id]
        assert counted == GradeCounts(pending=1)
        await store.succeed(current, 0.5)
        counted = (await PlatformStore(database).grade_counts())[registered.id]
        assert counted == GradeCounts(delivered=1)
