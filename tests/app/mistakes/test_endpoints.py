from typing import Any

import httpx
import pytest

from tests.app.problem_files import assert_problem
from tests.app.problems.test_authoring_endpoints import DOUBLE, etag, files_of
from tests.app.running import WAIT, Running
from tests.app.scripted_judge import (
    ACCEPTED,
    HELD,
    JUDGE_ERROR,
    NAMED,
    WRONG,
    WRONG_TOO,
    ScriptedJudge,
)

pytestmark = pytest.mark.anyio

MISTAKES = f"{DOUBLE}/mistakes"
TOLD = {"title": "It is not doubled", "hint": "Multiply by two."}
KNOWN = '"""Not doubled\n\nMultiply."""\n'


async def submitted(api: Running, source: str, problem: str = "double") -> str:
    answer = await api.submit(source, prefer="wait=20", problem=problem)
    assert answer.status_code == 200
    submission: str = answer.json()["id"]
    return submission


async def make(api: Running, submission: str, **more: Any) -> httpx.Response:
    return await api.client.post(MISTAKES, json={"submission": submission, **TOLD}, **more)


class TestMake:
    async def test_it_becomes_a_wrong_example_of_the_draft(self, api: Running) -> None:
        live = api.catalogue.problem("double").revision
        submission = await submitted(api, WRONG)
        answer = await make(api, submission, headers={"If-Match": f'"{live}"'})
        assert answer.status_code == 201
        assert (answer.json()["live"], etag(answer)) == (live, f'"{answer.json()["draft"]}"')
        examples = (await api.client.get(f"{DOUBLE}/content")).json()["examples"]
        assert examples[1] == {
            "name": "wrong_answer/it_is_not_doubled.py",
            **TOLD,
            "source": f'"""It is not doubled\n\nMultiply by two.\n"""\n\n{WRONG}',
        }
        [newest, _] = (await api.client.get(f"{DOUBLE}/revisions")).json()["revisions"]
        assert newest["note"] == f"from the submission {submission}"

    async def test_it_can_be_published_at_once(self, api: Running) -> None:
        body = {"submission": await submitted(api, WRONG), **TOLD}
        answer = await api.client.post(f"{MISTAKES}?publish=true", json=body, headers=WAIT)
        assert answer.json()["draft"] is None
        assert len(api.catalogue.problem("double").submissions) == 2

    async def test_for_another_revision_it_is_refused(self, api: Running) -> None:
        answer = await make(api, await submitted(api, WRONG), headers={"If-Match": f'"{"0" * 16}"'})
        assert_problem(answer, 412, "revision-changed")


class TestRefusals:
    async def test_one_that_is_accepted(self, api: Running) -> None:
        answer = await make(api, await submitted(api, ACCEPTED))
        assert_problem(answer, 409, "not-a-mistake")
        assert "is accepted" in answer.json()["detail"]

    async def test_a_verdict_that_no_hint_explains(self, api: Running) -> None:
        answer = await make(api, await submitted(api, JUDGE_ERROR))
        assert_problem(answer, 409, "not-a-mistake")
        assert "judge_error" in answer.json()["detail"]

    async def test_one_without_a_verdict(self, api: Running, judge: ScriptedJudge) -> None:
        queued = await api.submit(HELD)
        await judge.has_begun()
        answer = await make(api, queued.json()["id"])
        assert_problem(answer, 409, "not-a-mistake")

    async def test_one_to_another_problem(self, api: Running) -> None:
        other = await files_of(api)
        texts = {path: text.decode().replace("double", "triple") for path, text in other.items()}
        await api.client.post(
            "/api/v1/problems?publish=true", json={"name": "triple", "files": texts}, headers=WAIT
        )
        answer = await make(api, await submitted(api, WRONG, problem="triple"))
        assert_problem(answer, 409, "not-a-mistake")

    async def test_an_output_that_a_known_mistake_has(self, api: Running) -> None:
        submission = await submitted(api, NAMED)
        await api.client.put(
            f"{DOUBLE}/examples/wrong_answer/known", json={"source": f"{KNOWN}a = 1"}
        )
        answer = await make(api, submission)
        assert_problem(answer, 409, "known-mistake")
        assert "its example known" in answer.json()["detail"]
        # It is known no longer once its example is gone.
        await api.client.delete(f"{DOUBLE}/examples/wrong_answer/known")
        assert (await make(api, submission)).status_code == 201

    async def test_the_code_of_a_known_mistake(self, api: Running) -> None:
        await make(api, await submitted(api, WRONG))
        answer = await make(api, await submitted(api, WRONG))
        assert_problem(answer, 409, "known-mistake")

    async def test_an_output_that_was_made_a_known_mistake(self, api: Running) -> None:
        alike, other = await submitted(api, f"{WRONG}  # alike"), await submitted(api, WRONG_TOO)
        assert (await make(api, await submitted(api, WRONG))).status_code == 201
        answer = await make(api, alike)
        assert_problem(answer, 409, "known-mistake")
        assert "its example it_is_not_doubled" in answer.json()["detail"]
        assert (await make(api, other)).status_code == 201
        # Without the draft that has it, nobody knows it.
        await api.client.delete(f"{DOUBLE}/draft")
        assert (await make(api, alike)).status_code == 201

    @pytest.mark.parametrize(
        ("told", "fields"),
        [
            ({"title": " "}, ["title"]),
            ({"title": "a" * 61}, ["title"]),
            ({"hint": "a" * 2001}, ["hint"]),
            ({"hint": None, "source": "secret"}, ["hint", "source"]),
        ],
    )
    async def test_what_can_t_be_told(
        self, api: Running, told: dict[str, Any], fields: list[str]
    ) -> None:
        body = {"submission": await submitted(api, WRONG), **TOLD, **told}
        answer = await api.client.post(MISTAKES, json=body)
        assert_problem(answer, 422, "invalid-request", *fields)

    async def test_a_title_of_two_lines(self, api: Running) -> None:
        body = {"submission": await submitted(api, WRONG), **TOLD, "title": "Two\nlines"}
        answer = await api.client.post(MISTAKES, json=body)
        assert_problem(answer, 422, "invalid-problem")


class TestWhoMay:
    async def test_an_author_who_may_read_submissions(self, api: Running) -> None:
        keys = [await api.key(*scopes) for scopes in (("read", "submit"), ("author",))]
        both = await api.key("author", "read")
        answer = await api.submit(WRONG, prefer="wait=20", headers=keys[0])
        submission = answer.json()["id"]
        for headers in keys:
            assert_problem(await make(api, submission, headers=headers), 403, "forbidden")
        assert (await make(api, submission, headers=both)).status_code == 201

    async def test_of_another_site_there_is_none(self, api: Running) -> None:
        theirs = await api.key("author", "read", site="elsewhere")
        ours = await api.key("submit")
        answer = await api.submit(WRONG, headers=ours)
        answer = await make(api, answer.json()["id"], headers=theirs)
        assert_problem(answer, 404, "unknown-submission")

    async def test_the_page_of_a_wrong_submission_offers_it_to_them(self, api: Running) -> None:
        learner = await api.key("read", "submit")
        author = await api.key("author", "read")

        async def is_offered(source: str, headers: dict[str, str]) -> bool:
            answer = await api.submit(source, prefer="wait=20", headers=learner)
            path = f"/submissions/{answer.json()['id']}"
            page = await api.client.get(path, headers={"Accept": "text/html"} | headers)
            assert page.status_code == 200
            return "Make this a known mistake" in page.text

        assert await is_offered(WRONG, author)
        assert not await is_offered(ACCEPTED, author)
        assert not await is_offered(WRONG, learner)
