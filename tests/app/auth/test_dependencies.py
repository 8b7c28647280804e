import pytest

from app.auth.caller import Scope
from tests.app.problem_files import assert_problem
from tests.app.running import SUBMISSIONS, Running
from tests.app.scripted_judge import ACCEPTED

pytestmark = pytest.mark.anyio

PROBLEMS = "/api/v1/problems"
KEYS = "/api/v1/keys"
BODY = {"problem": "double", "source": ACCEPTED}


class TestWithoutKeys:
    """Served on a loopback address, no key was made."""

    @pytest.mark.parametrize("method", ["GET", "POST"])
    async def test_this_machine_may_do_everything(self, api: Running, method: str) -> None:
        body = {"site": "practice", "scopes": ["read"]} if method == "POST" else None
        answer = await api.client.request(method, KEYS, json=body)
        assert answer.is_success

    @pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1", "[::1]:8000"])
    async def test_its_names_are_known(self, api: Running, host: str) -> None:
        assert (await api.client.get(PROBLEMS, headers={"Host": host})).status_code == 200

    @pytest.mark.parametrize(
        "headers",
        [
            {"Host": "judge.example"},
            {"Host": "192.0.2.1:8000"},
            {"Host": "[::1"},
            {"Origin": "https://page.example"},
            {"Origin": "null"},
            {"Origin": "http://["},
            {"Forwarded": "for=192.0.2.1"},
            {"X-Forwarded-For": "192.0.2.1"},
            {"X-Real-IP": "192.0.2.1"},
            {"Sec-Fetch-Site": "cross-site"},
        ],
    )
    async def test_neither_proxies_nor_other_sites_pages(
        self, api: Running, headers: dict[str, str]
    ) -> None:
        answer = await api.client.post(SUBMISSIONS, json=BODY, headers=headers)
        assert_problem(answer, 401, "unauthorized")
        assert "keys create" in answer.json()["detail"]

    async def test_nor_what_another_sites_page_only_loads(self, api: Running) -> None:
        answer = await api.client.get(PROBLEMS, headers={"Sec-Fetch-Site": "cross-site"})
        assert_problem(answer, 401, "unauthorized")

    @pytest.mark.parametrize("site", ["same-origin", "same-site", "none"])
    async def test_a_browsers_own_requests_may(self, api: Running, site: str) -> None:
        answer = await api.client.get(PROBLEMS, headers={"Sec-Fetch-Site": site})
        assert answer.status_code == 200

    async def test_a_page_from_here_may(self, api: Running) -> None:
        headers = {"Origin": "http://localhost:8000"}
        assert (await api.client.get(PROBLEMS, headers=headers)).status_code == 200

    async def test_it_ends_with_the_first_key(self, api: Running) -> None:
        answer = await api.client.post(KEYS, json={"site": "practice", "scopes": ["admin"]})
        assert answer.status_code == 201
        assert_problem(await api.client.get(PROBLEMS), 401, "unauthorized")


class TestKey:
    async def test_it_is_needed(self, api: Running) -> None:
        await api.key("read")
        for path in (PROBLEMS, f"{PROBLEMS}/double", f"{SUBMISSIONS}/0", KEYS, "/api/v1/site"):
            answer = await api.client.get(path)
            assert_problem(answer, 401, "unauthorized")
            assert answer.headers["www-authenticate"] == "Bearer"

    async def test_not_for_probes_and_schemas(self, api: Running) -> None:
        await api.key("read")
        for path in ("/livez", "/readyz", "/openapi.json", "/api/v1/verdict.schema.json"):
            assert (await api.client.get(path)).status_code == 200

    @pytest.mark.parametrize(
        "authorization", ["Bearer", "Bearer secret", "Basic c2VjcmV0OnNlY3JldA==", "secret", ""]
    )
    async def test_another_text_is_none(self, api: Running, authorization: str) -> None:
        await api.key("read")
        answer = await api.client.get(PROBLEMS, headers={"Authorization": authorization})
        assert_problem(answer, 401, "unauthorized")

    async def test_the_scheme_may_be_written_in_any_case(self, api: Running) -> None:
        [value] = (await api.key("read")).values()
        headers = {"Authorization": value.replace("Bearer", "bearer")}
        assert (await api.client.get(PROBLEMS, headers=headers)).status_code == 200

    async def test_no_body_is_read_for_a_stranger(self, api: Running) -> None:
        await api.key("read")
        for path in (SUBMISSIONS, KEYS):
            answer = await api.client.post(path, content=b"s" * (8 * 2**20))
            assert_problem(answer, 401, "unauthorized")


class TestScope:
    @pytest.mark.parametrize(
        ("method", "path", "needed"),
        [
            ("POST", SUBMISSIONS, "submit"),
            ("GET", f"{SUBMISSIONS}/0", "read"),
            ("GET", PROBLEMS, "read"),
            ("GET", f"{PROBLEMS}/double", "read"),
            ("GET", KEYS, "admin"),
            ("POST", KEYS, "admin"),
            ("POST", f"{KEYS}/0/rotate", "admin"),
            ("POST", f"{KEYS}/0/revoke", "admin"),
            ("GET", "/api/v1/site", "admin"),
            ("POST", "/api/v1/site/rotate-webhook-secret", "admin"),
        ],
    )
    async def test_the_missing_one_is_named(
        self, api: Running, method: str, path: str, needed: Scope
    ) -> None:
        others: list[Scope] = [scope for scope in ("submit", "read", "author") if scope != needed]
        answer = await api.client.request(method, path, headers=await api.key(*others))
        assert_problem(answer, 403, "forbidden")
        assert needed in answer.json()["detail"]

    async def test_admin_includes_the_others(self, api: Running) -> None:
        headers = await api.key("admin")
        assert (await api.client.post(SUBMISSIONS, json=BODY, headers=headers)).is_success
        assert (await api.client.get(PROBLEMS, headers=headers)).status_code == 200


class TestSites:
    async def test_each_sees_only_its_own(self, api: Running) -> None:
        ours = await api.key("submit", "read", site="ours")
        theirs = await api.key("submit", "read", site="theirs")
        stored = await api.client.post(SUBMISSIONS, json=BODY, headers=ours | {"Prefer": "wait=20"})
        path = f"{SUBMISSIONS}/{stored.json()['id']}"
        assert (await api.client.get(path, headers=ours)).json() == stored.json()
        foreign = await api.client.get(path, headers=theirs)
        unknown = await api.client.get(f"{SUBMISSIONS}/0", headers=theirs)
        assert_problem(foreign, 404, "unknown-submission")
        assert foreign.json() == unknown.json()

    async def test_keys_of_one_site_see_the_same(self, api: Running) -> None:
        submitting, reading = await api.key("submit"), await api.key("read")
        stored = await api.client.post(SUBMISSIONS, json=BODY, headers=submitting)
        path = f"{SUBMISSIONS}/{stored.json()['id']}"
        assert (await api.client.get(path, headers=reading)).status_code == 200

    async def test_an_admin_sees_all(self, api: Running) -> None:
        stored = await api.client.post(
            SUBMISSIONS, json=BODY, headers=await api.key("submit", site="ours")
        )
        path = f"{SUBMISSIONS}/{stored.json()['id']}"
        admin = await api.key("admin", site="theirs")
        assert (await api.client.get(path, headers=admin)).status_code == 200
