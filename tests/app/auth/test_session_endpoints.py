import time
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from app.auth.key_repository import KeyStore
from app.auth.learner_token import LearnerClaim, sign
from app.auth.site_repository import SiteStore
from tests.app.problem_files import assert_problem
from tests.app.running import SUBMISSIONS, Running
from tests.app.scripted_judge import ACCEPTED, HELD, ScriptedJudge

pytestmark = pytest.mark.anyio

SESSION = "/api/v1/session"
PROGRESS = "/api/v1/progress"
FOREIGN = {"Origin": "https://elsewhere.example"}


async def token(api: Running, learner: str, lifetime_s: int = 600, site: str = "practice") -> str:
    await api.key("submit", "read", site=site)
    secret = await SiteStore(api.database).webhook_secret(site)
    assert secret is not None
    return sign(LearnerClaim(site=site, learner=learner, exp=int(time.time()) + lifetime_s), secret)


async def bearer(api: Running, learner: str, site: str = "practice") -> dict[str, str]:
    return {"Authorization": f"Bearer {await token(api, learner, site=site)}"}


async def begin(api: Running, credential: str, **headers: str) -> httpx.Response:
    return await api.client.post(SESSION, json={"credential": credential}, headers=headers)


async def identity(api: Running) -> dict[str, Any]:
    answer = await api.client.get(SESSION)
    assert answer.status_code == 200
    document: dict[str, Any] = answer.json()
    return document


class TestBegin:
    async def test_a_learner_token_makes_a_session_of_the_learner(self, api: Running) -> None:
        begun = await begin(api, await token(api, "ada"))
        assert begun.status_code == 201
        who = {"site": "practice", "learner": "ada", "scopes": ["read", "submit"], "course": None}
        assert who.items() <= begun.json().items()
        assert await identity(api) == who
        cookie = begun.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "Secure" not in cookie

    async def test_it_ends_no_later_than_the_token(self, api: Running) -> None:
        ends = (await begin(api, await token(api, "ada", lifetime_s=600))).json()["expires_at"]
        assert datetime.fromisoformat(ends) <= datetime.now(UTC) + timedelta(seconds=600)

    async def test_a_key_makes_a_session_with_its_scopes(self, api: Running) -> None:
        key = (await api.key("author", "read"))["Authorization"].removeprefix("Bearer ")
        await begin(api, key)
        assert await identity(api) == {
            "site": "practice",
            "learner": None,
            "scopes": ["author", "read"],
            "course": None,
        }

    async def test_over_https_the_cookie_is_for_https_only(self, api: Running) -> None:
        headers = {"Origin": "https://127.0.0.1"}
        begun = await begin(api, await token(api, "ada"), **headers)
        assert "Secure" in begun.headers["set-cookie"]

    @pytest.mark.parametrize("credential", ["njk_wrong", "njt_wrong.token", "other"])
    async def test_what_does_not_hold_makes_none(self, api: Running, credential: str) -> None:
        answer = await begin(api, credential)
        assert_problem(answer, 401, "unauthorized")
        assert "set-cookie" not in answer.headers

    async def test_an_expired_token_makes_none(self, api: Running) -> None:
        assert_problem(await begin(api, await token(api, "ada", -1)), 401, "unauthorized")

    async def test_a_token_of_another_secret_makes_none(self, api: Running) -> None:
        old = await token(api, "ada")
        await SiteStore(api.database).rotate_webhook_secret("practice")
        assert_problem(await begin(api, old), 401, "unauthorized")

    async def test_another_sites_page_can_not_begin_one(self, api: Running) -> None:
        answer = await begin(api, await token(api, "ada"), **FOREIGN)
        assert_problem(answer, 403, "cross-origin")


class TestUse:
    async def test_pages_of_other_sites_can_not_act_by_it(self, api: Running) -> None:
        await begin(api, await token(api, "ada"))
        refused = await api.submit(ACCEPTED, headers=FOREIGN)
        assert_problem(refused, 403, "cross-origin")
        refused = await api.submit(ACCEPTED, headers={"Sec-Fetch-Site": "same-site"})
        assert_problem(refused, 403, "cross-origin")
        allowed = await api.submit(ACCEPTED, headers={"Origin": "http://127.0.0.1"})
        assert allowed.is_success
        allowed = await api.submit(ACCEPTED, headers={"Sec-Fetch-Site": "same-origin"} | FOREIGN)
        assert allowed.is_success

    async def test_cookies_of_other_applications_make_no_difference(self, api: Running) -> None:
        begun = await begin(api, await token(api, "ada"))
        ours = begun.headers["set-cookie"].split(";")[0]
        api.client.cookies.clear()
        # Python's own reader would take days for these.
        other = 'a="' + r"\"" * 2_000_000 + '"'
        for cookies in (f"{other}; {ours}", f"{ours}; {other}", f"b=1;{ours};c"):
            answer = await api.client.get(SESSION, headers={"Cookie": cookies})
            assert answer.json()["learner"] == "ada"

    async def test_it_ends_with_its_key(self, api: Running) -> None:
        key = (await api.key("read"))["Authorization"].removeprefix("Bearer ")
        await begin(api, key)
        [known] = await KeyStore(api.database).all()
        await KeyStore(api.database).revoke(known.id)
        assert_problem(await api.client.get(SESSION), 401, "unauthorized")

    async def test_a_learners_ends_with_the_sites_secret(self, api: Running) -> None:
        await begin(api, await token(api, "ada"))
        await SiteStore(api.database).rotate_webhook_secret("practice")
        assert_problem(await api.client.get(SESSION), 401, "unauthorized")

    async def test_signing_out_ends_it(self, api: Running) -> None:
        cookie = (await begin(api, await token(api, "ada"))).cookies
        assert (await api.client.delete(SESSION)).status_code == 204
        api.client.cookies.update(cookie)
        assert_problem(await api.client.get(SESSION), 401, "unauthorized")


class TestLearner:
    async def test_what_it_hands_in_is_its_own(self, api: Running) -> None:
        ada = await bearer(api, "ada")
        submitted = (await api.submit(ACCEPTED, "wait=20", headers=ada)).json()
        assert submitted["learner"] == "ada"

    @pytest.mark.parametrize(
        ("field", "value"), [("learner", "bob"), ("callback_url", "https://site.example/")]
    )
    async def test_it_can_not_speak_for_the_site(
        self, api: Running, field: str, value: str
    ) -> None:
        ada = await bearer(api, "ada")
        refused = await api.submit(ACCEPTED, headers=ada, **{field: value})
        assert_problem(refused, 422, "invalid-request", field)

    @pytest.mark.parametrize("path", ["", "/source", "/events"])
    async def test_it_reads_nobody_elses(self, api: Running, path: str) -> None:
        ada, bob = await bearer(api, "ada"), await bearer(api, "bob")
        backend = await api.key("submit", "read")
        for owner in (bob, backend):
            theirs = (await api.submit(ACCEPTED, "wait=20", headers=owner)).json()["id"]
            answer = await api.client.get(f"{SUBMISSIONS}/{theirs}{path}", headers=ada)
            assert_problem(answer, 404, "unknown-submission")
            assert (
                await api.client.get(f"{SUBMISSIONS}/{theirs}{path}", headers=backend)
            ).status_code == 200

    async def test_it_cancels_nobody_elses(self, api: Running, judge: ScriptedJudge) -> None:
        bobs = (await api.submit(HELD, headers=await bearer(api, "bob"))).json()["id"]
        ada = await bearer(api, "ada")
        refused = await api.client.delete(f"{SUBMISSIONS}/{bobs}", headers=ada)
        assert_problem(refused, 404, "unknown-submission")
        judge.release()

    async def test_it_reads_nobody_elses_run(self, api: Running) -> None:
        wanted = {"problem": "double", "source": ACCEPTED}
        ada, bob = await bearer(api, "ada"), await bearer(api, "bob")
        started = await api.client.post("/api/v1/runs", json=wanted, headers=bob)
        path = f"/api/v1/runs/{started.json()['id']}"
        assert_problem(await api.client.get(path, headers=ada), 404, "unknown-run")
        assert (await api.client.get(path, headers=bob)).status_code == 200

    async def test_its_list_and_its_progress_are_its_own(self, api: Running) -> None:
        ada, bob = await bearer(api, "ada"), await bearer(api, "bob")
        await api.submit(ACCEPTED, "wait=20", headers=bob)
        for query in ("", "?learner=bob"):
            page = (await api.client.get(f"{SUBMISSIONS}{query}", headers=ada)).json()
            assert page == {"submissions": [], "next": None}
            progress = (await api.client.get(f"{PROGRESS}{query}", headers=ada)).json()
            assert progress == {"problems": []}
        [entry] = (await api.client.get(PROGRESS, headers=bob)).json()["problems"]
        assert (entry["problem"], entry["submissions"], entry["solved"]) == ("double", 1, True)

    @pytest.mark.parametrize("path", ["keys", "site", "webhooks/deliveries", "webhooks/endpoints"])
    async def test_what_is_the_sites_is_closed_to_it(self, api: Running, path: str) -> None:
        ada = await bearer(api, "ada")
        answer = await api.client.get(f"/api/v1/{path}", headers=ada)
        assert_problem(answer, 403, "forbidden")

    async def test_the_same_name_at_another_site_is_another_learner(self, api: Running) -> None:
        here, there = await bearer(api, "ada"), await bearer(api, "ada", site="other")
        mine = (await api.submit(ACCEPTED, "wait=20", headers=here)).json()["id"]
        answer = await api.client.get(f"{SUBMISSIONS}/{mine}", headers=there)
        assert_problem(answer, 404, "unknown-submission")


class TestSource:
    async def test_it_is_the_submitted_file(self, api: Running) -> None:
        source = "# é\r\n" + ACCEPTED
        submitted = (await api.submit(source, "wait=20")).json()["id"]
        answer = await api.client.get(f"{SUBMISSIONS}/{submitted}/source")
        assert answer.headers["content-type"] == "text/x-python; charset=utf-8"
        assert answer.content == source.encode()
