"""What a key opens whose scope `author` is bound to a course."""

from pathlib import Path
from typing import Any

import pytest

from app.auth.api_key import KeyRequest
from app.auth.key_repository import KeyStore
from graders.problem.folder import new_problem
from graders.problem.scaffold.skeleton import NewProblem
from tests.app.problem_files import assert_problem
from tests.app.running import SUBMISSIONS, WAIT, Running, openapi_document
from tests.app.web.test_pages import BROWSER

pytestmark = pytest.mark.anyio

ASSIGNMENTS = "/api/v1/assignments"
KEYS = "/api/v1/keys"
PROBLEMS = "/api/v1/problems"
CENTRE = f"{PROBLEMS}/centre"
Headers = dict[str, str]


async def bound(api: Running, course: str) -> Headers:
    wanted = KeyRequest(site="practice", scopes=["submit", "read", "author"], course=course)
    issued = await KeyStore(api.database).create(wanted)
    return {"Authorization": f"Bearer {issued.key}"}


def wanted(course: str | None = "a") -> dict[str, Any]:
    return {"title": "Week 1", "course": course, "problems": [{"problem": "double"}]}


@pytest.fixture
async def author(api: Running) -> Headers:
    """An instructor's headers, who has set an assignment in course a."""
    headers = await api.key("author", "read")
    answer = await api.client.post(ASSIGNMENTS, json=wanted(), headers=headers)
    assert answer.status_code == 201
    return headers


async def test_it_reads_the_cases_of_its_own_course_only(api: Running, author: Headers) -> None:
    mine, other = await bound(api, "a"), await bound(api, "b")
    for path in ("cases", "content", "package"):
        place = f"/api/v1/problems/double/{path}"
        assert (await api.client.get(place, headers=author)).status_code == 200
        assert (await api.client.get(place, headers=mine)).status_code == 200
        assert_problem(await api.client.get(place, headers=other), 403, "forbidden")


async def test_another_sites_course_of_the_same_name_is_another(
    api: Running, author: Headers
) -> None:
    request = KeyRequest(site="other", scopes=["author"], course="a")
    issued = await KeyStore(api.database).create(request)
    headers = {"Authorization": f"Bearer {issued.key}"}
    answer = await api.client.get("/api/v1/problems/double/cases", headers=headers)
    assert_problem(answer, 403, "forbidden")
    assert author


async def test_no_other_door_of_authors_is_open(api: Running, author: Headers) -> None:
    assert author
    key = await bound(api, "a")
    refused = []
    for method, path in operations():
        place = path.replace("{name}", "double").replace("{learner}", "ada")
        for parameter in ("revision", "number", "check_id", "rejudge_id", "submission_id"):
            place = place.replace(f"{{{parameter}}}", "0" * 16)
        answer = await api.client.request(method, place, headers=key)
        if answer.status_code == 403:
            refused.append((method, path))
    problem = "/api/v1/problems/{name}"
    for door in (
        ("POST", "/api/v1/problems"),
        ("PUT", f"{problem}/package"),
        ("POST", f"{problem}/cases"),
        ("PATCH", f"{problem}/content"),
        ("POST", f"{problem}/publish"),
        ("GET", f"{problem}/revisions"),
        ("GET", f"{problem}/statistics"),
        ("GET", "/api/v1/learners/problems"),
        ("GET", "/api/v1/rejudges"),
        ("POST", "/api/v1/rejudges"),
        ("GET", "/api/v1/keys"),
    ):
        assert door in refused, door
    answer = await api.submit("wrong", headers=key, test=True)
    assert_problem(answer, 403, "forbidden")
    pages = await api.client.get("/author/double", headers=key | {"Accept": "text/html"})
    assert pages.status_code == 403


def operations() -> list[tuple[str, str]]:
    """All on problems, learners, rejudges and keys."""
    parts = ("problems", "learners", "rejudges", "keys")
    return [
        (method.upper(), path)
        for path, there in openapi_document()["paths"].items()
        if path.startswith(tuple(f"/api/v1/{part}" for part in parts))
        for method in there
    ]


async def test_it_sees_and_sets_its_own_assignments_only(api: Running, author: Headers) -> None:
    created = await api.client.post(ASSIGNMENTS, json=wanted("b"), headers=author)
    elsewhere = created.json()["id"]
    mine, other = await bound(api, "a"), await bound(api, "b")
    listed = (await api.client.get(ASSIGNMENTS, headers=mine)).json()["assignments"]
    [place] = [f"{ASSIGNMENTS}/{each['id']}" for each in listed]
    asked = {"course": "b"}
    answer = await api.client.get(ASSIGNMENTS, params=asked, headers=mine)
    assert answer.json()["assignments"] == []
    for path in ("", "/grades", "/exceptions"):
        assert (await api.client.get(place + path, headers=mine)).status_code == 200
        answer = await api.client.get(place + path, headers=other)
        assert_problem(answer, 404, "unknown-assignment")
    answer = await api.client.put(f"{ASSIGNMENTS}/{elsewhere}", json=wanted("a"), headers=mine)
    assert_problem(answer, 404, "unknown-assignment")
    assert (await api.client.put(place, json=wanted(), headers=mine)).status_code == 200
    for course in ("b", None):
        answer = await api.client.put(place, json=wanted(course), headers=mine)
        assert_problem(answer, 422, "invalid-request", "course")


async def test_it_adds_no_problem_to_its_course(api: Running, author: Headers) -> None:
    assert author
    stranger = await bound(api, "c")
    answer = await api.client.post(ASSIGNMENTS, json=wanted("c"), headers=stranger)
    assert_problem(answer, 422, "invalid-request", "problems")
    answer = await api.client.get("/api/v1/problems/double/cases", headers=stranger)
    assert_problem(answer, 403, "forbidden")


async def test_a_session_and_a_new_key_of_it_are_bound_too(api: Running, author: Headers) -> None:
    assert author
    admin = await api.key("admin")
    request = {"site": "practice", "scopes": ["read", "author"], "course": "b"}
    made = (await api.client.post(KEYS, json=request, headers=admin)).json()
    answer = await api.client.post(f"{KEYS}/{made['id']}/rotate", headers=admin)
    assert answer.json()["course"] == "b"
    begun = await api.client.post("/api/v1/session", json={"credential": answer.json()["key"]})
    assert begun.status_code == 201
    cookies = {"Cookie": begun.headers["Set-Cookie"].partition(";")[0]}
    assert (await api.client.get("/api/v1/session", headers=cookies)).json()["course"] == "b"
    answer = await api.client.get("/api/v1/problems/double/cases", headers=cookies)
    assert_problem(answer, 403, "forbidden")
    assert (await api.client.get(SUBMISSIONS, headers=cookies)).status_code == 200


@pytest.mark.parametrize("scopes", [["read"], ["author", "admin"], ["author", "metrics"]])
async def test_what_can_not_be_bound(api: Running, scopes: list[str]) -> None:
    admin = await api.key("admin")
    request = {"site": "practice", "scopes": scopes, "course": "a"}
    answer = await api.client.post(KEYS, json=request, headers=admin)
    assert_problem(answer, 422, "invalid-request", "")


class TestItsOwnProblem:
    """A problem that was begun with a key of the course."""

    @pytest.fixture
    async def mine(self, api: Running) -> Headers:
        """The headers of course a's assistant, who has begun `centre`."""
        headers = await bound(api, "a")
        answer = await api.client.post(f"{PROBLEMS}/new", json={"name": "centre"}, headers=headers)
        assert answer.status_code == 201
        return headers

    async def test_it_is_changed_checked_published_and_set(
        self, api: Running, mine: Headers
    ) -> None:
        content = {"statement": "Another one.\n"}
        answer = await api.client.patch(f"{CENTRE}/content", json=content, headers=mine)
        assert answer.status_code == 200
        answer = await api.client.post(f"{CENTRE}/check", headers=mine | WAIT)
        assert answer.status_code == 200
        check = f"/api/v1/checks/{answer.json()['id']}"
        assert (await api.client.get(check, headers=mine)).status_code == 200
        answer = await api.client.post(f"{CENTRE}/publish", headers=mine | WAIT)
        assert answer.json()["live"] is not None
        body = {"title": "Week 2", "course": "a", "problems": [{"problem": "centre"}]}
        answer = await api.client.post(ASSIGNMENTS, json=body, headers=mine)
        assert answer.status_code == 201
        for path in ("revisions", "publications"):
            assert (await api.client.get(f"{CENTRE}/{path}", headers=mine)).status_code == 200
        # Another key of the course is as good.
        answer = await api.client.get(f"{CENTRE}/cases", headers=await bound(api, "a"))
        assert answer.status_code == 200
        # Another course is kept out, of its check too.
        other = await bound(api, "b")
        assert_problem(await api.client.get(check, headers=other), 404, "unknown-check")
        for method, path in (
            ("GET", "cases"),
            ("PATCH", "content"),
            ("POST", "check"),
            ("POST", "publish"),
            ("GET", "revisions"),
            ("DELETE", "draft"),
        ):
            answer = await api.client.request(
                method, f"{CENTRE}/{path}", json=content, headers=other
            )
            assert_problem(answer, 403, "forbidden")

    async def test_its_pages_show_it_and_no_other(
        self, api: Running, mine: Headers, author: Headers
    ) -> None:
        page = await api.client.get("/author", headers=mine | BROWSER)
        assert "/author/centre" in page.text
        assert "/author/double" not in page.text
        for path in ("", "/content", "/files", "/case", "/check", "/revisions", "/package"):
            answer = await api.client.get(f"/author/centre{path}", headers=mine | BROWSER)
            assert answer.status_code == 200
            assert "/author/centre/rejudge" not in answer.text
            answer = await api.client.get(f"/author/double{path}", headers=mine | BROWSER)
            assert answer.status_code == 403
        answer = await api.client.get("/author/centre/rejudge", headers=mine | BROWSER)
        assert answer.status_code == 403
        page = await api.client.get("/author", headers=author | BROWSER)
        assert "/author/double" in page.text

    async def test_a_problem_of_the_folder_is_not_its_own_whoever_took_the_name(
        self, api: Running, mine: Headers, tmp_path: Path
    ) -> None:
        folder = tmp_path / "upgraded"
        new_problem(NewProblem("centre", title="The operator's"), folder)
        await api.catalogue.take_in(folder)
        answer = await api.client.get(f"{CENTRE}/cases", headers=mine)
        assert_problem(answer, 403, "forbidden")
