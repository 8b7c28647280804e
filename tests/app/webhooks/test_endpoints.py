import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from app.settings import Settings
from app.webhooks.outbox import Busy, WebhookOutbox
from tests.app.problem_files import assert_problem
from tests.app.running import SUBMISSIONS, Running, running
from tests.app.scripted_judge import ACCEPTED, ScriptedJudge
from tests.app.webhooks.receiver import Receiver, receiving

pytestmark = pytest.mark.anyio

DELIVERIES = "/api/v1/webhooks/deliveries"
ENDPOINTS = "/api/v1/webhooks/endpoints"
NO_ID = "0" * 32


@pytest.fixture
async def site(
    settings: Settings, judge: ScriptedJudge
) -> AsyncIterator[tuple[Running, Receiver, dict[str, str]]]:
    """A service, a site's server, and the headers of the site's key."""
    allowing = settings.model_copy(update={"webhook_allow_private": True})
    async with running(allowing, judge) as api:
        headers = await api.key("submit", "read", site="practice")
        with receiving() as receiver:
            yield api, receiver, headers


Site = tuple[Running, Receiver, dict[str, str]]


async def end_one(site: Site, path: str = "/hook") -> str:
    api, receiver, headers = site
    url = receiver.url(path)
    answer = await api.submit(ACCEPTED, headers=headers, callback_url=url, prefer="wait=30")
    assert answer.status_code == 200
    submission_id: str = answer.json()["id"]
    return submission_id


async def get(site: Site, url: str) -> Any:
    api, _, headers = site
    answer = await api.client.get(url, headers=headers)
    assert answer.status_code == 200
    return answer.json()


async def post(site: Site, url: str) -> httpx.Response:
    api, _, headers = site
    return await api.client.post(url, headers=headers)


async def until(site: Site, status: str, submission_id: str) -> dict[str, Any]:
    """The submission's delivery, once it has that status."""
    while True:
        [delivery] = (await get(site, f"{DELIVERIES}?submission={submission_id}"))["deliveries"]
        if delivery["status"] == status:
            found: dict[str, Any] = delivery
            return found
        await asyncio.sleep(0.02)


async def until_tried(site: Site, submission_id: str) -> dict[str, Any]:
    while True:
        delivery = await until(site, "pending", submission_id)
        if delivery["last_error"] is not None:
            return delivery
        await asyncio.sleep(0.02)


async def until_disabled(site: Site) -> dict[str, Any]:
    while True:
        [endpoint] = (await get(site, ENDPOINTS))["endpoints"]
        if endpoint["disabled_at"] is not None:
            found: dict[str, Any] = endpoint
            return found
        await asyncio.sleep(0.02)


class TestDetail:
    async def set(self, site: Site, detail: str, path: str = "/hook") -> httpx.Response:
        api, receiver, headers = site
        setting = {"url": receiver.url(path), "detail": detail}
        return await api.client.put(ENDPOINTS, json=setting, headers=headers)

    async def cases(self, site: Site, path: str = "/hook") -> list[Any]:
        await end_one(site, path)
        cases: list[Any] = json.loads((await site[1].next()).body)["data"]["cases"]
        return cases

    async def test_without_a_setting_everything_is_told(self, site: Site) -> None:
        assert len(await self.cases(site)) == 1
        [endpoint] = (await get(site, ENDPOINTS))["endpoints"]
        assert endpoint["detail"] == "full"

    async def test_a_summary_has_no_cases(self, site: Site) -> None:
        answer = await self.set(site, "summary")
        assert (answer.status_code, answer.json()["detail"]) == (200, "summary")
        assert await self.cases(site) == []
        assert len(await self.cases(site, "/other")) == 1

    async def test_the_setting_can_be_changed(self, site: Site) -> None:
        first = await self.set(site, "summary")
        second = await self.set(site, "full")
        assert second.json()["id"] == first.json()["id"]
        assert len(await self.cases(site)) == 1

    @pytest.mark.parametrize(
        ("setting", "field"),
        [
            ({"url": "ftp://site.example/", "detail": "full"}, "url"),
            ({"url": "https://site.example/", "detail": "some"}, "detail"),
            ({"detail": "full"}, "url"),
        ],
    )
    async def test_another_setting_is_refused(
        self, site: Site, setting: dict[str, str], field: str
    ) -> None:
        api, _, headers = site
        answer = await api.client.put(ENDPOINTS, json=setting, headers=headers)
        assert_problem(answer, 422, "invalid-request", field)


class TestDeliveries:
    async def test_what_was_delivered(self, site: Site) -> None:
        _, receiver, _ = site
        submission_id = await end_one(site)
        received = await receiver.next()
        delivery = await until(site, "delivered", submission_id)
        assert delivery["id"] == received.headers["webhook-id"]
        assert delivery["url"] == receiver.url()
        assert (delivery["event"], delivery["tries"]) == ("submission.finished", 1)
        assert delivery["delivered_at"] is not None
        assert delivery["last_error"] is None

    async def test_what_failed(self, site: Site) -> None:
        _, receiver, _ = site
        receiver.answers["/hook"] = 500
        delivery = await until_tried(site, await end_one(site))
        assert (delivery["tries"], delivery["last_error"]) == (1, "answered 500")

    async def test_filters(self, site: Site) -> None:
        _, receiver, _ = site
        receiver.answers["/down"] = 500
        good = await end_one(site)
        bad = await end_one(site, "/down")
        delivery = await until(site, "delivered", good)
        await until_tried(site, bad)
        for query, expected in (
            ("", [bad, good]),
            ("?status=delivered", [good]),
            ("?status=pending", [bad]),
            ("?status=failed", []),
            (f"?submission={good}", [good]),
            (f"?endpoint={delivery['endpoint_id']}", [good]),
            (f"?endpoint={delivery['endpoint_id']}&status=pending", []),
        ):
            found = (await get(site, DELIVERIES + query))["deliveries"]
            assert [each["submission_id"] for each in found] == expected, query

    async def test_pages(self, site: Site) -> None:
        ids = [await end_one(site) for _ in range(3)]
        first = await get(site, f"{DELIVERIES}?limit=2")
        second = await get(site, f"{DELIVERIES}?limit=2&cursor={first['next']}")
        seen = [each["submission_id"] for each in first["deliveries"] + second["deliveries"]]
        assert seen == list(reversed(ids))
        assert second["next"] is None

    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ("submission=%00", "submission"),
            ("cursor=x", "cursor"),
            ("status=lost", "status"),
            ("limit=0", "limit"),
            ("limit=101", "limit"),
            ("other=1", "other"),
        ],
    )
    async def test_a_wrong_query(self, site: Site, query: str, field: str) -> None:
        api, _, headers = site
        answer = await api.client.get(f"{DELIVERIES}?{query}", headers=headers)
        assert_problem(answer, 422, "invalid-request", field)


class TestResend:
    async def test_it_comes_again_as_it_was(self, site: Site) -> None:
        _, receiver, _ = site
        submission_id = await end_one(site)
        first = await receiver.next()
        delivery = await until(site, "delivered", submission_id)
        answer = await post(site, f"{DELIVERIES}/{delivery['id']}/resend")
        assert answer.json()["status"] == "pending"
        second = await receiver.next()
        assert second.body == first.body
        assert second.headers["webhook-id"] == first.headers["webhook-id"]
        await until(site, "delivered", submission_id)

    async def test_one_that_failed_does_not_wait_any_longer(self, site: Site) -> None:
        _, receiver, _ = site
        receiver.answers["/hook"] = 500
        submission_id = await end_one(site)
        delivery = await until_tried(site, submission_id)
        receiver.answers["/hook"] = 204
        await post(site, f"{DELIVERIES}/{delivery['id']}/resend")
        await until(site, "delivered", submission_id)

    async def test_an_unknown_one(self, site: Site) -> None:
        assert_problem(await post(site, f"{DELIVERIES}/{NO_ID}/resend"), 404, "unknown-webhook")


class TestEndpoints:
    async def test_a_good_one(self, site: Site) -> None:
        _, receiver, _ = site
        await until(site, "delivered", await end_one(site))
        [endpoint] = (await get(site, ENDPOINTS))["endpoints"]
        assert endpoint["url"] == receiver.url()
        assert (endpoint["failing_since"], endpoint["disabled_at"]) == (None, None)

    async def test_one_that_fails(self, site: Site) -> None:
        _, receiver, _ = site
        receiver.answers["/hook"] = 500
        await until_tried(site, await end_one(site))
        [endpoint] = (await get(site, ENDPOINTS))["endpoints"]
        assert endpoint["failing_since"] is not None
        assert endpoint["disabled_at"] is None

    async def test_pages(self, site: Site) -> None:
        for path in ("/a", "/b", "/c"):
            await end_one(site, path)
        first = await get(site, f"{ENDPOINTS}?limit=2")
        second = await get(site, f"{ENDPOINTS}?limit=2&cursor={first['next']}")
        seen = [each["url"][-2:] for each in first["endpoints"] + second["endpoints"]]
        assert seen == ["/c", "/b", "/a"]
        assert second["next"] is None


class TestEnable:
    async def test_what_is_pending_is_sent(self, site: Site) -> None:
        _, receiver, _ = site
        receiver.answers["/hook"] = 410
        first = await end_one(site)
        endpoint = await until_disabled(site)
        second = await end_one(site)
        await receiver.next()
        assert receiver.is_idle
        receiver.answers["/hook"] = 204
        answer = await post(site, f"{ENDPOINTS}/{endpoint['id']}/enable")
        assert (answer.json()["failing_since"], answer.json()["disabled_at"]) == (None, None)
        for submission_id in (first, second):
            assert (await until(site, "delivered", submission_id))["tries"] == 1

    async def test_an_unknown_one(self, site: Site) -> None:
        assert_problem(await post(site, f"{ENDPOINTS}/{NO_ID}/enable"), 404, "unknown-webhook")


class TestCursors:
    @pytest.mark.parametrize("url", [DELIVERIES, ENDPOINTS])
    async def test_an_unknown_one(self, site: Site, url: str) -> None:
        api, _, headers = site
        answer = await api.client.get(f"{url}?cursor={NO_ID}", headers=headers)
        assert_problem(answer, 404, "unknown-cursor")

    async def test_another_sites(self, site: Site) -> None:
        api, _, _ = site
        delivery = await until(site, "delivered", await end_one(site))
        other = await api.key("submit", site="other")
        for url, cursor in ((DELIVERIES, "id"), (ENDPOINTS, "endpoint_id")):
            answer = await api.client.get(f"{url}?cursor={delivery[cursor]}", headers=other)
            assert_problem(answer, 404, "unknown-cursor")


class TestCallers:
    async def test_another_site_sees_nothing(self, site: Site) -> None:
        api, _, _ = site
        delivery = await until(site, "delivered", await end_one(site))
        other = await api.key("submit", "read", "author", site="other")
        for url in (DELIVERIES, f"{DELIVERIES}?submission={delivery['submission_id']}", ENDPOINTS):
            [found, _] = (await api.client.get(url, headers=other)).json().values()
            assert found == []
        for url in (
            f"{DELIVERIES}/{delivery['id']}/resend",
            f"{ENDPOINTS}/{delivery['endpoint_id']}/enable",
        ):
            assert_problem(await api.client.post(url, headers=other), 404, "unknown-webhook")
        assert await WebhookOutbox(api.database).claim(Busy(), 1) is None

    async def test_an_admin_sees_all(self, site: Site) -> None:
        api, _, _ = site
        await end_one(site)
        admin = await api.key("admin", site="other")
        answer = await api.client.get(DELIVERIES, headers=admin)
        assert len(answer.json()["deliveries"]) == 1

    async def test_reading_submissions_is_not_enough(self, site: Site) -> None:
        api, _, _ = site
        reader = await api.key("read")
        assert_problem(await api.client.get(DELIVERIES, headers=reader), 403, "forbidden")


class TestCallbackUrl:
    URLS = ("http://127.0.0.1/", "https://10.1.2.3/", "http://[::1]/", "http://localhost:8000/hook")

    @pytest.mark.parametrize("url", URLS)
    async def test_a_private_one_is_refused(self, api: Running, url: str) -> None:
        answer = await api.submit(ACCEPTED, callback_url=url)
        assert_problem(answer, 422, "invalid-request", "callback_url")

    async def test_in_a_batch_it_is_named(self, api: Running) -> None:
        good = {"problem": "double", "source": ACCEPTED}
        bad = good | {"callback_url": "http://127.0.0.1/"}
        answer = await api.client.post(f"{SUBMISSIONS}/batch", json={"submissions": [good, bad]})
        assert_problem(answer, 422, "invalid-request", "submissions.1.callback_url")
