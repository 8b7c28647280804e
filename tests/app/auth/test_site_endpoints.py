import pytest

from tests.app.problem_files import assert_problem
from tests.app.running import Running

pytestmark = pytest.mark.anyio

SITE = "/api/v1/site"


class TestRead:
    async def test_it_is_that_of_the_key(self, api: Running) -> None:
        answer = await api.client.get(SITE, headers=await api.key("admin", site="practice"))
        assert answer.json()["name"] == "practice"
        assert answer.json()["webhook_secret"].startswith("whsec_")
        assert answer.headers["cache-control"] == "no-store"

    async def test_an_admin_may_name_another(self, api: Running) -> None:
        await api.key("submit", site="other")
        answer = await api.client.get(f"{SITE}?name=other", headers=await api.key("admin"))
        assert answer.json()["name"] == "other"

    async def test_callers_without_a_key_have_one(self, api: Running) -> None:
        answer = await api.client.get(SITE)
        assert answer.json()["name"] == ""
        assert (await api.client.get(SITE)).json() == answer.json()

    async def test_an_unknown_name(self, api: Running) -> None:
        assert_problem(await api.client.get(f"{SITE}?name=nobody"), 404, "unknown-site")

    async def test_a_text_that_can_be_no_name(self, api: Running) -> None:
        answer = await api.client.get(f"{SITE}?name=%00")
        assert_problem(answer, 422, "invalid-request", "name")


class TestRotateWebhookSecret:
    async def test_the_new_one_is_shown_from_then_on(self, api: Running) -> None:
        headers = await api.key("admin")
        old = await api.client.get(SITE, headers=headers)
        new = await api.client.post(f"{SITE}/rotate-webhook-secret", headers=headers)
        assert new.json()["webhook_secret"] != old.json()["webhook_secret"]
        assert (await api.client.get(SITE, headers=headers)).json() == new.json()

    async def test_an_unknown_name(self, api: Running) -> None:
        answer = await api.client.post(f"{SITE}/rotate-webhook-secret?name=nobody")
        assert_problem(answer, 404, "unknown-site")
