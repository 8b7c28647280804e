"""The audit log by the API, on both databases: what writes it, and who reads it."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from app.audit.entry import Actor
from app.auth.caller import Scope
from app.auth.learner_token import LearnerClaim, sign
from app.core.errors import StoreError
from app.database.tables.audit import audit_entries
from app.erasure.service import ErasureService
from tests.app.problem_files import assert_problem
from tests.app.problems.test_authoring_endpoints import DOUBLE, FILES, PROBLEMS
from tests.app.problems.test_publishing_endpoints import drafted, live
from tests.app.rejudges.rejudging import ready, start
from tests.app.running import PATIENCE_S, SUBMISSIONS, WAIT, Running
from tests.app.scripted_judge import ACCEPTED

pytestmark = pytest.mark.anyio

AUDIT = "/api/v1/audit"
KEYS = "/api/v1/keys"
ASSIGNMENTS = "/api/v1/assignments"


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
async def admin(api: Running) -> dict[str, str]:
    return await api.key("admin")


async def entries(api: Running, admin: dict[str, str], **query: Any) -> list[dict[str, Any]]:
    """The entries, oldest first."""
    answer = await api.client.get(AUDIT, params={"limit": 100} | query, headers=admin)
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()["entries"]
    return found[::-1]


async def actions(api: Running, admin: dict[str, str], subject: str) -> list[str]:
    return [each["action"] for each in await entries(api, admin, subject=subject)]


class TestWhatIsRecorded:
    async def test_keys(self, api: Running, admin: dict[str, str]) -> None:
        wanted = {"site": "practice", "name": "backend", "scopes": ["read"]}
        issued = (await api.client.post(KEYS, json=wanted, headers=admin)).json()
        rotated = await api.client.post(f"{KEYS}/{issued['id']}/rotate", headers=admin)
        for _ in range(2):
            await api.client.post(f"{KEYS}/{issued['id']}/revoke", headers=admin)
        created, replaced, revoked = await entries(api, admin, subject=issued["id"])
        assert created["action"] == "key_created"
        assert created["details"] == {"site": "practice", "scopes": ["read"]}
        assert (created["via"], created["site"], created["origin"]) == (
            *("api", "practice"),
            "127.0.0.1",
        )
        assert (created["key_id"], created["key_name"]) == (revoked["key_id"], "")
        assert replaced["action"] == "key_rotated"
        assert replaced["details"]["new"] == rotated.json()["id"]
        assert revoked["action"] == "key_revoked"
        log = (await api.client.get(AUDIT, headers=admin)).text
        assert issued["key"] not in log
        assert rotated.json()["key"] not in log

    async def test_a_site_s_secret(self, api: Running, admin: dict[str, str]) -> None:
        answer = await api.client.post("/api/v1/site/rotate-webhook-secret", headers=admin)
        [entry] = await entries(api, admin, action="site_secret_rotated")
        assert entry["subject"] == "practice"
        assert answer.json()["webhook_secret"] not in str(entry)

    async def test_problems(self, api: Running) -> None:
        first = live(api)
        draft = await drafted(api)
        await api.client.post(f"{DOUBLE}/publish?force=true&note=quickly")
        await api.client.post(f"{DOUBLE}/revisions/{first}/make-live")
        await drafted(api, text="A third.")
        await api.client.delete(f"{DOUBLE}/draft")
        for _ in range(2):
            await api.client.post(f"{DOUBLE}/archive")
        await api.client.post(f"{DOUBLE}/unarchive")
        found = await entries(api, {}, subject="double")
        assert [each["action"] for each in found] == [
            "problem_published",
            "problem_changed",
            "problem_published",
            "problem_rolled_back",
            "problem_changed",
            "draft_discarded",
            "problem_archived",
            "problem_unarchived",
        ]
        # The first comes from the folder of problems.
        assert (found[0]["via"], found[0]["origin"]) == ("service", None)
        assert {each["via"] for each in found[1:]} == {"api"}
        published = {"revision": draft, "replaced": first, "forced": True}
        assert found[2]["details"] == published

    async def test_a_problem_that_a_check_published(
        self, api: Running, admin: dict[str, str]
    ) -> None:
        body = {"name": "triple", "files": FILES}
        await api.client.post(f"{PROBLEMS}?publish=true", json=body, headers=admin | WAIT)
        created, published = await entries(api, admin, subject="triple")
        assert (created["action"], published["action"]) == ("problem_created", "problem_published")
        assert created["key_id"] == published["key_id"] is not None
        # The worker that checked it does not know where the request came from.
        assert (created["origin"], published["origin"]) == ("127.0.0.1", None)

    async def test_rejudges(self, api: Running) -> None:
        await api.submit(ACCEPTED, prefer="wait=30")
        applied, cancelled = await start(api), await start(api)
        await ready(api, applied)
        for _ in range(2):
            await api.client.post(f"{applied}/apply")
        await api.client.delete(cancelled)
        first, second = (each.rpartition("/")[2] for each in (applied, cancelled))
        assert await actions(api, {}, first) == ["rejudge_started", "rejudge_applied"]
        assert await actions(api, {}, second) == ["rejudge_started", "rejudge_cancelled"]
        [started, _] = await entries(api, {}, subject=first)
        details = {"problem": "double", "revision": live(api), "submissions": 1}
        assert started["details"] == details

    async def test_assignments(self, api: Running, admin: dict[str, str]) -> None:
        wanted = {"title": "the week of rain", "problems": [{"problem": "double"}]}
        new = await api.client.post(ASSIGNMENTS, json=wanted, headers=admin)
        place, exception = new.headers["Location"], "exceptions/ada-lovelace"
        # The second time nothing is changed.
        for _ in range(2):
            await api.client.put(place, json=wanted | {"tries": 3}, headers=admin)
        given = {"due_at": "2036-01-02T03:04:05Z", "extra_tries": 2, "note": "was ill"}
        await api.client.put(f"{place}/{exception}", json=given, headers=admin)
        for _ in range(2):
            await api.client.delete(f"{place}/{exception}", headers=admin)
        # Nothing of it was stored.
        strange = wanted | {"problems": [{"problem": "unknown"}]}
        await api.client.put(place, json=strange, headers=admin)
        await api.client.delete(place, headers=admin)
        found = await entries(api, admin, subject=new.json()["id"])
        assert [(each["action"], each["details"]) for each in found] == [
            ("assignment_created", {"problems": ["double"]}),
            ("assignment_changed", {"problems": ["double"]}),
            (
                "exception_given",
                {"due_at": "2036-01-02T03:04:05Z", "closes_at": None, "extra_tries": 2},
            ),
            ("exception_ended", {}),
            ("assignment_deleted", {}),
        ]
        assert {(each["via"], each["site"]) for each in found} == {("api", "practice")}
        for text in ("ada-lovelace", "was ill", "rain"):
            assert text not in str(found)

    async def test_an_assignment_in_use_is_not_deleted_and_nothing_tells_so(
        self, api: Running, admin: dict[str, str]
    ) -> None:
        wanted = {"title": "Week 1", "problems": [{"problem": "double"}]}
        new = (await api.client.post(ASSIGNMENTS, json=wanted, headers=admin)).json()
        fields = {"assignment": new["id"], "learner": "ada"}
        await api.submit(ACCEPTED, prefer="wait=30", headers=admin, **fields)
        answer = await api.client.delete(f"{ASSIGNMENTS}/{new['id']}", headers=admin)
        assert answer.status_code == 409
        assert await actions(api, admin, new["id"]) == ["assignment_created"]

    async def test_erasures_without_the_learner_s_name(
        self, api: Running, admin: dict[str, str]
    ) -> None:
        await api.submit(ACCEPTED, prefer="wait=30", headers=admin, learner="ada-lovelace")
        await api.client.delete("/api/v1/learners/ada-lovelace", headers=admin)
        [entry] = await entries(api, admin, action="learner_erased")
        assert (entry["subject"], entry["via"]) == ("practice", "api")
        async with api.database.read() as connection:
            stored = (await connection.execute(select(audit_entries))).all()
        assert "ada-lovelace" not in str(stored)

    async def test_an_erased_site(self, api: Running) -> None:
        await api.key("read", site="gone")
        admin = await api.key("admin")
        by = Actor("command", origin="root@judge")
        await ErasureService(api.database).erase_site("gone", by)
        [entry] = await entries(api, admin, action="site_erased")
        assert (entry["subject"], entry["via"]) == ("gone", "command")
        assert entry["origin"] == "root@judge"

    async def test_what_fails_is_not_recorded(self, api: Running) -> None:
        before = await entries(api, {})
        answer = await api.client.delete(f"{DOUBLE}/draft", headers={"If-Match": f'"{"0" * 16}"'})
        assert_problem(answer, 412, "revision-changed")
        assert await entries(api, {}) == before


class TestRefusedSignIns:
    async def until_recorded(self, api: Running, admin: dict[str, str]) -> dict[str, Any]:
        for _ in range(100 * PATIENCE_S):
            if found := await entries(api, admin, action="sign_in_refused"):
                return found[0]
            await asyncio.sleep(0.01)
        pytest.fail("it is not recorded")

    async def test_a_key(self, api: Running, admin: dict[str, str]) -> None:
        headers = {"Authorization": "Bearer njk_guessed"}
        assert (await api.client.get(SUBMISSIONS, headers=headers)).status_code == 401
        entry = await self.until_recorded(api, admin)
        assert (entry["subject"], entry["origin"]) == ("key", "127.0.0.1")
        assert (entry["site"], entry["details"]) == (None, {"times": 1})
        assert "guessed" not in str(entry)

    async def test_a_learner_s_token_at_the_sign_in(
        self, api: Running, admin: dict[str, str]
    ) -> None:
        claim = LearnerClaim(site="practice", learner="ada-lovelace", exp=2**32)
        token = sign(claim, "whsec_AAAA")
        answer = await api.client.post("/api/v1/session", json={"credential": token})
        assert answer.status_code == 401
        entry = await self.until_recorded(api, admin)
        assert entry["subject"] == "learner_token"
        assert claim.learner not in str(entry)


class TestAppendOnly:
    async def test_no_entry_is_changed_or_deleted(self, api: Running) -> None:
        before = await entries(api, {})
        for statement in (update(audit_entries).values(subject="x"), delete(audit_entries)):
            with pytest.raises(StoreError, match="append-only"):
                async with api.database.write() as transaction:
                    await transaction.execute(statement)
        assert await entries(api, {}) == before != []


class TestList:
    async def test_page_by_page(self, api: Running, admin: dict[str, str]) -> None:
        await api.key("read", site="second")
        await api.key("read", site="third")
        query: dict[str, Any] = {"action": "key_created", "limit": 2}
        first = await api.client.get(AUDIT, params=query, headers=admin)
        assert [each["details"]["site"] for each in first.json()["entries"]] == ["third", "second"]
        query["cursor"] = first.json()["next"]
        second = await api.client.get(AUDIT, params=query, headers=admin)
        assert [each["details"]["site"] for each in second.json()["entries"]] == ["practice"]
        assert second.json()["next"] is None

    async def test_by_time_and_site(self, api: Running, admin: dict[str, str]) -> None:
        await api.client.post(f"{DOUBLE}/archive", headers=admin)
        [archived] = await entries(api, admin, site="practice")
        assert archived["action"] == "problem_archived"
        assert await entries(api, admin, site="practice", after="2100-01-01T00:00:00Z") == []
        assert await entries(api, admin, before="2000-01-01T00:00:00Z") == []

    @pytest.mark.parametrize("scope", ["submit", "read", "author", "metrics"])
    async def test_only_an_admin_may(self, api: Running, scope: Scope) -> None:
        answer = await api.client.get(AUDIT, headers=await api.key(scope))
        assert_problem(answer, 403, "forbidden")

    @pytest.mark.parametrize("query", ["limit=101", "site=a/b", "other=1"])
    async def test_a_wrong_parameter_is_named(self, api: Running, query: str) -> None:
        answer = await api.client.get(f"{AUDIT}?{query}")
        assert_problem(answer, 422, "invalid-request", query.partition("=")[0])

    async def test_a_wrong_action_is_told_those_that_there_are(self, api: Running) -> None:
        answer = await api.client.get(AUDIT, params={"action": "key_stolen"})
        assert answer.status_code == 422
        assert "key_created" in answer.json()["detail"]
        assert "key_stolen" not in answer.text
