import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from app.auth.site_repository import SiteStore
from app.database.database import Database
from app.database.notifications import Notice
from app.database.tables.base import database_now
from app.database.tables.webhooks import webhook_deliveries as deliveries
from app.database.tables.webhooks import webhook_endpoints as endpoints
from app.submissions.repository import SubmissionStore
from app.webhooks.outbox import DISABLED_AFTER, Busy, Claim, WebhookOutbox
from app.webhooks.repository import WebhookStore
from app.webhooks.schemas import Delivery, DeliveryFilter, Endpoint
from tests.app.stored import AMPLE, claim_next, new, verdict

pytestmark = pytest.mark.anyio

URL = "https://site.example/hook"
LEASE_S = 60.0
NOBODY = Busy()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def submissions(database: Database) -> SubmissionStore:
    return SubmissionStore(database)


@pytest.fixture
def outbox(database: Database) -> WebhookOutbox:
    return WebhookOutbox(database)


async def finish(store: SubmissionStore, submission_id: str, url: str | None = URL) -> None:
    await store.add([new(submission_id, callback_url=url)], AMPLE)
    taken = await claim_next(store, "worker")
    assert taken is not None
    assert taken.id == submission_id
    assert await store.finish(taken, verdict().model_copy(update={"id": submission_id}))


async def claimed(outbox: WebhookOutbox, busy: Busy = NOBODY) -> Claim:
    claim = await outbox.claim(busy, LEASE_S)
    assert claim is not None
    return claim


def told(claim: Claim) -> str:
    submission_id: str = json.loads(claim.body)["data"]["id"]
    return submission_id


async def the_delivery(database: Database) -> Delivery:
    [delivery] = (await WebhookStore(database).deliveries(None, DeliveryFilter(), 2, None)).items
    return delivery


async def the_endpoint(database: Database) -> Endpoint:
    [endpoint] = (await WebhookStore(database).endpoints(None, 2, None)).items
    return endpoint


async def make_due(database: Database) -> None:
    async with database.write() as transaction:
        await transaction.execute(update(deliveries).values(due_at=database_now()))


async def move_into_the_past(database: Database, by: timedelta) -> None:
    """Let what has failed have failed so much earlier."""
    async with database.write() as transaction:
        [since] = (await transaction.execute(select(endpoints.c.failing_since))).scalars()
        await transaction.execute(update(endpoints).values(failing_since=since - by))


class TestStored:
    async def test_with_the_verdict(
        self, submissions: SubmissionStore, outbox: WebhookOutbox
    ) -> None:
        await finish(submissions, "a")
        ended = await submissions.get("a")
        assert ended is not None
        event = json.loads((await claimed(outbox)).body)
        assert event["type"] == "submission.finished"
        assert event["data"] == ended.model_dump(mode="json")
        assert event["timestamp"] == event["data"]["finished_at"]

    async def test_with_the_cancellation(
        self, submissions: SubmissionStore, outbox: WebhookOutbox
    ) -> None:
        await submissions.add([new("a", callback_url=URL)], AMPLE)
        await submissions.cancel("a")
        event = json.loads((await claimed(outbox)).body)
        assert (event["type"], event["data"]["id"]) == ("submission.cancelled", "a")

    async def test_only_where_one_is_wanted(
        self, submissions: SubmissionStore, outbox: WebhookOutbox
    ) -> None:
        await finish(submissions, "a", url=None)
        assert await outbox.claim(NOBODY, LEASE_S) is None

    async def test_once(self, submissions: SubmissionStore, database: Database) -> None:
        await submissions.add([new("a", callback_url=URL)], AMPLE)
        taken = await claim_next(submissions, "worker")
        assert taken is not None
        await submissions.finish(taken, verdict())
        await submissions.finish(taken, verdict())
        await submissions.cancel("a")
        assert (await the_delivery(database)).event == "submission.finished"

    async def test_not_by_a_try_that_is_fenced(
        self, submissions: SubmissionStore, outbox: WebhookOutbox
    ) -> None:
        await submissions.add([new("a", callback_url=URL)], AMPLE)
        older = await claim_next(submissions, "worker")
        assert older is not None
        await submissions.fail_running()
        await submissions.finish(older, verdict())
        assert await outbox.claim(NOBODY, LEASE_S) is None

    async def test_who_sends_is_woken(
        self, submissions: SubmissionStore, database: Database
    ) -> None:
        heard: list[Notice] = []
        with database.notices.listening(heard.append):
            await finish(submissions, "a")
        assert Notice("webhook") in heard

    async def test_submissions_share_an_endpoint(
        self, submissions: SubmissionStore, database: Database
    ) -> None:
        await finish(submissions, "a")
        await finish(submissions, "b")
        await the_endpoint(database)

    async def test_of_two_at_the_same_moment_too(
        self, submissions: SubmissionStore, database: Database
    ) -> None:
        for submission_id in "abcdef":
            await submissions.add([new(submission_id, callback_url=URL)], AMPLE)
        await asyncio.gather(*(submissions.cancel(submission_id) for submission_id in "abcdef"))
        await the_endpoint(database)


class TestClaim:
    async def test_what_it_brings(
        self, submissions: SubmissionStore, outbox: WebhookOutbox, database: Database
    ) -> None:
        await finish(submissions, "a")
        claim = await claimed(outbox)
        assert (claim.tries, claim.site, claim.url) == (1, "site", URL)
        assert claim.secret == await SiteStore(database).webhook_secret("site")

    async def test_it_hides_the_secret(
        self, submissions: SubmissionStore, outbox: WebhookOutbox
    ) -> None:
        await finish(submissions, "a")
        claim = await claimed(outbox)
        assert claim.secret not in repr(claim)

    async def test_the_first_to_be_due_is_the_first_to_be_sent(
        self, submissions: SubmissionStore, outbox: WebhookOutbox
    ) -> None:
        for submission_id in ("b", "a", "c"):
            await finish(submissions, submission_id)
        assert [told(await claimed(outbox)) for _ in range(3)] == ["b", "a", "c"]

    async def test_nobody_else_gets_it(
        self, submissions: SubmissionStore, outbox: WebhookOutbox
    ) -> None:
        for submission_id in "abcd":
            await finish(submissions, submission_id)
        claims = await asyncio.gather(*(outbox.claim(NOBODY, LEASE_S) for _ in range(8)))
        assert sorted(told(claim) for claim in claims if claim is not None) == list("abcd")

    async def test_what_a_killed_sender_had_comes_due_again(
        self, submissions: SubmissionStore, outbox: WebhookOutbox
    ) -> None:
        await finish(submissions, "a")
        first = await outbox.claim(NOBODY, lease_s=0)
        second = await claimed(outbox)
        assert first is not None
        assert (second.id, second.body, second.tries) == (first.id, first.body, 2)

    async def test_busy_ones_are_left_alone(
        self, submissions: SubmissionStore, outbox: WebhookOutbox
    ) -> None:
        await finish(submissions, "a")
        await finish(submissions, "b")
        await finish(submissions, "c", url="https://site.example/other")
        first = await claimed(outbox)
        assert told(await claimed(outbox, Busy(endpoints=[first.endpoint_id]))) == "c"
        assert await outbox.claim(Busy(sites=["site"]), LEASE_S) is None
        assert told(await claimed(outbox)) == "b"

    async def test_the_events_of_a_submission_are_sent_in_order(
        self, submissions: SubmissionStore, outbox: WebhookOutbox, database: Database
    ) -> None:
        await finish(submissions, "a")
        await finish(submissions, "b")
        # A second event of the first submission, as a later version may have them.
        async with database.write() as transaction:
            [first, second] = (
                await transaction.execute(select(deliveries).order_by(deliveries.c.number))
            ).all()
            await transaction.execute(
                update(deliveries)
                .where(deliveries.c.id == second.id)
                .values(submission_id=first.submission_id)
            )
        earlier = await claimed(outbox)
        assert earlier.id == first.id
        assert await outbox.claim(NOBODY, LEASE_S) is None
        await outbox.fail(earlier, "down", 0)
        again = await claimed(outbox)
        assert again.id == first.id
        await outbox.succeed(again)
        assert (await claimed(outbox)).id == second.id


class TestDueInS:
    async def test_nothing_is_pending(
        self, submissions: SubmissionStore, outbox: WebhookOutbox
    ) -> None:
        assert await outbox.due_in_s(NOBODY) is None
        await finish(submissions, "a")
        await outbox.succeed(await claimed(outbox))
        assert await outbox.due_in_s(NOBODY) is None

    async def test_the_next_to_come_due(
        self, submissions: SubmissionStore, outbox: WebhookOutbox
    ) -> None:
        await finish(submissions, "a")
        claim = await claimed(outbox)
        await outbox.fail(claim, "down", 1000)
        due_in_s = await outbox.due_in_s(NOBODY)
        assert due_in_s is not None
        assert 900 < due_in_s <= 1000
        await finish(submissions, "b")
        due_in_s = await outbox.due_in_s(NOBODY)
        assert due_in_s is not None
        assert due_in_s <= 0
        assert await outbox.due_in_s(Busy(sites=["site"])) is None


class TestOutcome:
    async def test_delivered(
        self, submissions: SubmissionStore, outbox: WebhookOutbox, database: Database
    ) -> None:
        await finish(submissions, "a")
        await outbox.succeed(await claimed(outbox))
        delivery = await the_delivery(database)
        assert (delivery.status, delivery.tries) == ("delivered", 1)
        assert delivery.delivered_at is not None

    async def test_tried_again_later(
        self, submissions: SubmissionStore, outbox: WebhookOutbox, database: Database
    ) -> None:
        await finish(submissions, "a")
        await outbox.fail(await claimed(outbox), "answered 503", 1000)
        assert await outbox.claim(NOBODY, LEASE_S) is None
        delivery = await the_delivery(database)
        assert (delivery.status, delivery.last_error) == ("pending", "answered 503")
        assert (await the_endpoint(database)).failing_since is not None
        await make_due(database)
        assert (await claimed(outbox)).tries == 2

    async def test_given_up(
        self, submissions: SubmissionStore, outbox: WebhookOutbox, database: Database
    ) -> None:
        await finish(submissions, "a")
        await outbox.fail(await claimed(outbox), "down", None)
        await make_due(database)
        assert await outbox.claim(NOBODY, LEASE_S) is None
        assert (await the_delivery(database)).status == "failed"

    async def test_given_back(
        self, submissions: SubmissionStore, outbox: WebhookOutbox, database: Database
    ) -> None:
        await finish(submissions, "a")
        await outbox.requeue(await claimed(outbox))
        assert (await the_delivery(database)).tries == 0
        assert (await claimed(outbox)).tries == 1

    @pytest.mark.parametrize("outcome", ["succeed", "fail", "requeue"])
    async def test_who_has_lost_its_claim_changes_nothing(
        self, submissions: SubmissionStore, outbox: WebhookOutbox, database: Database, outcome: str
    ) -> None:
        await finish(submissions, "a")
        first = await outbox.claim(NOBODY, lease_s=0)
        assert first is not None
        await claimed(outbox)
        before = await the_delivery(database)
        arguments: dict[str, Any] = {"fail": {"error": "down", "retry_s": None}}.get(outcome, {})
        await getattr(outbox, outcome)(first, **arguments)
        assert await the_delivery(database) == before


class TestDisabling:
    async def test_after_a_day_of_failures(
        self, submissions: SubmissionStore, outbox: WebhookOutbox, database: Database
    ) -> None:
        await finish(submissions, "a")
        assert not await outbox.fail(await claimed(outbox), "down", 0)
        await move_into_the_past(database, DISABLED_AFTER)
        assert await outbox.fail(await claimed(outbox), "down", 0)
        assert (await the_endpoint(database)).disabled_at is not None

    async def test_not_before(
        self, submissions: SubmissionStore, outbox: WebhookOutbox, database: Database
    ) -> None:
        await finish(submissions, "a")
        await outbox.fail(await claimed(outbox), "down", 0)
        await move_into_the_past(database, DISABLED_AFTER - timedelta(minutes=1))
        assert not await outbox.fail(await claimed(outbox), "down", 0)
        assert (await the_endpoint(database)).disabled_at is None

    async def test_a_success_starts_the_day_again(
        self, submissions: SubmissionStore, outbox: WebhookOutbox, database: Database
    ) -> None:
        await finish(submissions, "a")
        await outbox.fail(await claimed(outbox), "down", 0)
        await move_into_the_past(database, DISABLED_AFTER)
        await outbox.succeed(await claimed(outbox))
        assert (await the_endpoint(database)).failing_since is None
        await finish(submissions, "b")
        assert not await outbox.fail(await claimed(outbox), "down", 0)

    async def test_at_once_where_no_more_are_wanted(
        self, submissions: SubmissionStore, outbox: WebhookOutbox
    ) -> None:
        await finish(submissions, "a")
        assert await outbox.fail(await claimed(outbox), "answered 410", 0, disable=True)

    async def test_what_it_is_to_be_told_waits(
        self, submissions: SubmissionStore, outbox: WebhookOutbox, database: Database
    ) -> None:
        await finish(submissions, "a")
        await outbox.fail(await claimed(outbox), "answered 410", 0, disable=True)
        await finish(submissions, "b")
        assert await outbox.claim(NOBODY, LEASE_S) is None
        assert await outbox.due_in_s(NOBODY) is None
        await finish(submissions, "c", url="https://site.example/other")
        assert told(await claimed(outbox)) == "c"
        found = (await WebhookStore(database).deliveries(None, DeliveryFilter(), 9, None)).items
        assert [delivery.status for delivery in found] == ["pending"] * 3
