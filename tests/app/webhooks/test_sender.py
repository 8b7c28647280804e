import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from standardwebhooks.webhooks import Webhook

from app.auth.site_repository import SiteStore
from app.database.database import Database
from app.jobs.backoff import retry_after_s
from app.settings import Settings
from app.submissions.repository import SubmissionStore
from app.webhooks.outbox import Busy, Claim, WebhookOutbox
from app.webhooks.post import Post
from app.webhooks.repository import WebhookStore
from app.webhooks.schemas import Delivery, DeliveryFilter
from app.webhooks.sender import Sender
from tests.app.running import SUBMISSIONS, Running, running
from tests.app.scripted_judge import ACCEPTED, HELD, ScriptedJudge
from tests.app.stored import AMPLE, new
from tests.app.webhooks.receiver import Receiver

pytestmark = pytest.mark.anyio

DAY_S = 24 * 3600


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@asynccontextmanager
async def sending(database: Database, retry_s: float | None = 0.05) -> AsyncIterator[None]:
    sender = Sender(database, Post(allow_private=True), retry_after_s=lambda _: retry_s)
    async with sender.running():
        yield


async def end(database: Database, *submission_ids: str, url: str) -> None:
    store = SubmissionStore(database)
    for submission_id in submission_ids:
        await store.add([new(submission_id, callback_url=url)], AMPLE)
        await store.cancel(submission_id)


async def all_of(database: Database) -> list[Delivery]:
    return (await WebhookStore(database).deliveries(None, DeliveryFilter(), 100, None)).items


async def until_all_are(database: Database, status: str) -> list[Delivery]:
    while True:
        found = await all_of(database)
        if {delivery.status for delivery in found} == {status}:
            return found
        await asyncio.sleep(0.02)


async def until_one_failed(database: Database) -> str:
    """Why a try has failed, once one has."""
    while True:
        for delivery in await all_of(database):
            if delivery.last_error is not None:
                return delivery.last_error
        await asyncio.sleep(0.02)


class TestService:
    """With everything in place, from a submission to its site's server."""

    @pytest.fixture
    async def api(self, settings: Settings, judge: ScriptedJudge) -> AsyncIterator[Running]:
        allowing = settings.model_copy(update={"webhook_allow_private": True})
        async with running(allowing, judge) as service:
            yield service

    async def test_a_verdict_is_told_as_the_api_answers_it(
        self, api: Running, receiver: Receiver
    ) -> None:
        answer = await api.submit(
            ACCEPTED, callback_url=receiver.url(), external_id="e", metadata={"é": [1, None]}
        )
        received = await receiver.next()
        secret = (await api.client.get("/api/v1/site")).json()["webhook_secret"]
        event = Webhook(secret).verify(received.body, dict(received.headers))
        assert event["type"] == "submission.finished"
        assert event["data"] == await api.read(answer.json()["id"])

    async def test_a_cancellation_is_told(self, api: Running, receiver: Receiver) -> None:
        submission_id = (await api.submit(HELD, callback_url=receiver.url())).json()["id"]
        await api.client.delete(f"{SUBMISSIONS}/{submission_id}")
        received = await receiver.next()
        secret = (await api.client.get("/api/v1/site")).json()["webhook_secret"]
        event = Webhook(secret).verify(received.body, dict(received.headers))
        assert event["type"] == "submission.cancelled"
        assert event["data"] == await api.read(submission_id)

    async def test_a_site_signs_with_its_own_secret(self, api: Running, receiver: Receiver) -> None:
        for site in ("one", "other"):
            headers = await api.key("submit", site=site)
            await api.submit(ACCEPTED, headers=headers, callback_url=receiver.url())
            received = await receiver.next()
            secret = await SiteStore(api.database).webhook_secret(site)
            assert secret is not None
            Webhook(secret).verify(received.body, dict(received.headers))

    async def test_private_addresses_are_refused_where_they_are_not_allowed(
        self, settings: Settings, judge: ScriptedJudge, receiver: Receiver
    ) -> None:
        async with running(settings, judge) as api:
            await end(api.database, "a", url=receiver.url())
            assert "not public" in await until_one_failed(api.database)
        assert receiver.is_idle


class TestTries:
    async def test_it_is_sent_until_it_is_taken(
        self, database: Database, receiver: Receiver
    ) -> None:
        receiver.answers["/hook"] = 503
        await end(database, "a", url=receiver.url())
        async with sending(database):
            first = await receiver.next()
            second = await receiver.next()
            receiver.answers["/hook"] = 204
            [delivery] = await until_all_are(database, "delivered")
        assert second.body == first.body
        assert second.headers["webhook-id"] == first.headers["webhook-id"] == delivery.id
        assert delivery.tries > 2

    async def test_what_was_stored_while_nobody_sent(
        self, database: Database, receiver: Receiver
    ) -> None:
        await end(database, *"abcdefghij", url=receiver.url())
        async with sending(database):
            await until_all_are(database, "delivered")

    async def test_what_a_killed_sender_had(self, database: Database, receiver: Receiver) -> None:
        await end(database, "a", url=receiver.url())
        # Claimed, and never heard of again.
        assert await WebhookOutbox(database).claim(Busy(), lease_s=0.3) is not None
        async with sending(database):
            await receiver.next()
            [delivery] = await until_all_are(database, "delivered")
        assert delivery.tries == 2

    async def test_what_an_orderly_stop_interrupts(
        self, database: Database, receiver: Receiver
    ) -> None:
        receiver.answers["/hook"] = None
        await end(database, "a", url=receiver.url())
        async with sending(database):
            await receiver.next()
        receiver.release()
        [delivery] = await all_of(database)
        assert (delivery.status, delivery.tries) == ("pending", 0)
        async with sending(database):
            await until_all_are(database, "delivered")

    async def test_what_is_being_taken_at_an_orderly_stop(
        self, database: Database, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await end(database, "a", url=receiver.url())
        taking = asyncio.Event()
        claim = WebhookOutbox.claim

        async def slow_claim(outbox: WebhookOutbox, busy: Busy, lease_s: float) -> Claim | None:
            taken = await claim(outbox, busy, lease_s)
            taking.set()
            await asyncio.sleep(0.05)
            return taken

        monkeypatch.setattr(WebhookOutbox, "claim", slow_claim)
        async with sending(database):
            await taking.wait()
        [delivery] = await all_of(database)
        assert (delivery.status, delivery.tries) == ("pending", 0)

    async def test_it_is_given_up(self, database: Database, receiver: Receiver) -> None:
        receiver.answers["/hook"] = 500
        await end(database, "a", url=receiver.url())
        async with sending(database, retry_s=None):
            await until_all_are(database, "failed")
        await receiver.next()
        assert receiver.is_idle

    async def test_what_can_not_even_be_sent_is_a_failure(self, database: Database) -> None:
        await end(database, "a", url="https://.example/")
        async with sending(database, retry_s=None):
            [delivery] = await until_all_are(database, "failed")
        assert delivery.last_error


class TestAtOnce:
    async def test_a_slow_endpoint_holds_up_no_other(
        self, database: Database, receiver: Receiver
    ) -> None:
        receiver.answers["/slow"] = None
        await end(database, *"abcdefgh", url=receiver.url("/slow"))
        await end(database, "i", "j", url=receiver.url("/fast"))
        async with sending(database):
            paths = [(await receiver.next()).path for _ in range(6)]
            assert sorted(paths) == ["/fast"] * 2 + ["/slow"] * 4
            receiver.release()
            await until_all_are(database, "delivered")
        assert receiver.most_at_once["/slow"] == 4

    async def test_a_slow_site_holds_up_no_other(
        self, database: Database, receiver: Receiver
    ) -> None:
        for number in range(40):
            path = f"/slow/{number % 10}"
            receiver.answers[path] = None
            await end(database, f"{number}", url=receiver.url(path))
        store = SubmissionStore(database)
        await store.add([new("other", site="other", callback_url=receiver.url("/fast"))], AMPLE)
        await store.cancel("other")
        async with sending(database):
            paths = [(await receiver.next()).path for _ in range(17)]
            assert paths.count("/fast") == 1

    async def test_several_senders_share_the_work(
        self, database: Database, receiver: Receiver
    ) -> None:
        await end(database, *"abcdefghijklmnop", url=receiver.url())
        async with sending(database), sending(database):
            await until_all_are(database, "delivered")
        ids = {(await receiver.next()).headers["webhook-id"] for _ in range(16)}
        assert len(ids) == 16
        assert receiver.is_idle


class TestRetryAfterS:
    def test_soon_at_first_and_later_ever_more_rarely(self) -> None:
        delays = [delay for n in range(1, 7) if (delay := retry_after_s(n)) is not None]
        assert delays == sorted(delays)
        assert delays[0] < 6

    def test_for_more_than_a_day(self) -> None:
        delays: list[float] = []
        while (delay := retry_after_s(len(delays) + 1)) is not None:
            delays.append(delay)
        assert DAY_S < sum(delays) < 1.25 * DAY_S

    def test_not_all_at_once(self) -> None:
        assert len({retry_after_s(6) for _ in range(10)}) > 1
