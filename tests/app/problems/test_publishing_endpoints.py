from pathlib import Path

import pytest

from graders.problem.archive import unpack
from tests.app.problem_files import assert_problem
from tests.app.problems.test_authoring_endpoints import CASE, DOUBLE, PROBLEMS, etag, put
from tests.app.running import WAIT, Running
from tests.app.scripted_judge import HELD, JUDGE_ERROR, WRONG, ScriptedJudge

pytestmark = pytest.mark.anyio


async def drafted(api: Running, path: str = "statement.md", text: str = "Another.") -> str:
    """The revision of a draft with another file."""
    answer = await api.client.get(f"{DOUBLE}/package")
    files = {
        each: content.decode() for each, content in unpack(answer.content, Path("x"))[1].items()
    }
    body = {"name": "double", "files": files | {path: text}}
    changed = await api.client.put(f"{DOUBLE}/package", json=body)
    assert changed.status_code == 200
    revision: str = changed.json()["draft"]
    return revision


def live(api: Running) -> str:
    return api.catalogue.problem("double").revision


class TestDraft:
    async def test_learners_don_t_see_it_and_authors_do(self, api: Running) -> None:
        before = live(api)
        draft = await drafted(api)
        assert live(api) == before
        assert (await api.client.get(DOUBLE)).json()["revision"] == before
        assert etag(await api.client.get(f"{DOUBLE}/package")) == f'"{draft}"'
        assert (await api.client.get(f"{DOUBLE}/cases")).json()["revision"] == draft

    async def test_a_change_goes_on_from_it(self, api: Running) -> None:
        before = live(api)
        await drafted(api)
        answer = await api.client.post(f"{DOUBLE}/cases", json={"case": CASE})
        diff = (
            await api.client.get(
                f"{DOUBLE}/revisions/{answer.json()['draft']}", params={"since": before}
            )
        ).json()["diff"]
        assert "+Another." in diff
        assert '+name = "a third"' in diff

    async def test_it_is_discarded(self, api: Running) -> None:
        draft = await drafted(api)
        answer = await api.client.delete(f"{DOUBLE}/draft", headers={"If-Match": f'"{draft}"'})
        assert answer.status_code == 204
        assert etag(await api.client.get(f"{DOUBLE}/package")) == f'"{live(api)}"'


class TestPublish:
    async def test_what_passes_goes_live(self, api: Running, judge: ScriptedJudge) -> None:
        draft = await drafted(api)
        author = await api.key("author", "read")
        answer = await api.client.post(f"{DOUBLE}/publish?note=signs", headers=WAIT | author)
        assert answer.status_code == 200
        assert (answer.json()["live"], answer.json()["draft"]) == (draft, None)
        assert live(api) == draft
        # The reference, and the accepted example.
        assert len(judge.graded) == 2
        listed = await api.client.get(f"{DOUBLE}/publications", headers=author)
        newest, first = listed.json()["publications"]
        assert (newest["revision"], newest["replaced"]) == (draft, first["revision"])
        assert (newest["note"], newest["author"]["site"]) == ("signs", "practice")
        assert not newest["is_forced"]

    @pytest.mark.parametrize(
        ("path", "text", "told"),
        [
            ("solution.py", JUDGE_ERROR, "solution.py"),
            ("submissions/accepted/sum.py", WRONG, "accepted/sum.py must get accepted"),
        ],
    )
    async def test_what_is_broken_does_not(
        self, api: Running, path: str, text: str, told: str
    ) -> None:
        before = live(api)
        draft = await drafted(api, path, text)
        answer = await api.client.post(f"{DOUBLE}/publish", headers=WAIT)
        assert_problem(answer, 422, "not-publishable")
        assert told in answer.json()["detail"]
        assert live(api) == before
        [check] = (await api.client.get("/api/v1/checks?problem=double")).json()["checks"]
        assert (check["kind"], check["revision"]) == ("publication", draft)
        assert check["found"]["failures"] == 1

    async def test_in_the_call_that_changes_it(self, api: Running) -> None:
        answer = await api.client.post(
            f"{DOUBLE}/cases?publish=true&note=thirds", json={"case": CASE}, headers=WAIT
        )
        assert answer.status_code == 201
        assert live(api) == answer.json()["live"] == answer.json()["revision"]
        answer = await put(api, {"solution.py": JUDGE_ERROR.encode()})
        assert_problem(answer, 422, "not-publishable")

    async def test_without_waiting(self, api: Running, judge: ScriptedJudge) -> None:
        await api.submit(HELD)
        await judge.has_begun()
        draft = await drafted(api)
        answer = await api.client.post(f"{DOUBLE}/publish")
        assert answer.status_code == 202
        assert answer.json()["draft"] == draft
        location = answer.headers["Location"]
        assert location.endswith(answer.json()["check"])
        with api.watches.watch(answer.json()["check"], only_end=True) as watch:
            judge.release()
            while (check := (await api.client.get(location)).json())["finished_at"] is None:
                await watch.news(1)
        assert check["report"]["ready"]
        assert (await api.client.get(f"{DOUBLE}/publications")).json()["publications"][0][
            "revision"
        ] == draft

    async def test_without_a_draft(self, api: Running) -> None:
        assert_problem(await api.client.post(f"{DOUBLE}/publish"), 409, "nothing-to-publish")

    async def test_another_draft_than_was_read(self, api: Running) -> None:
        before = live(api)
        await drafted(api)
        answer = await api.client.post(f"{DOUBLE}/publish", headers={"If-Match": f'"{before}"'})
        assert_problem(answer, 412, "revision-changed")

    async def test_an_unknown_problem(self, api: Running) -> None:
        assert_problem(await api.client.post(f"{PROBLEMS}/none/publish"), 404, "unknown-problem")


class TestForce:
    async def test_it_needs_a_note_and_is_recorded(self, api: Running) -> None:
        draft = await drafted(api, "solution.py", JUDGE_ERROR)
        answer = await api.client.post(f"{DOUBLE}/publish?force=true")
        assert_problem(answer, 422, "invalid-request", "note")
        answer = await api.client.post(f"{DOUBLE}/publish?force=true&note=the exam begins")
        assert answer.status_code == 200
        assert live(api) == draft
        listed = (await api.client.get(f"{DOUBLE}/publications")).json()["publications"]
        assert (listed[0]["note"], listed[0]["is_forced"]) == ("the exam begins", True)


class TestMakeLive:
    async def test_it_rolls_back_and_tells_who_and_why(self, api: Running) -> None:
        before = live(api)
        changed = await put(api, {"statement.md": b"Another."})
        author = await api.key("author", "read")
        answer = await api.client.post(
            f"{DOUBLE}/revisions/{before}/make-live?note=a typo",
            headers={"If-Match": etag(changed)} | author,
        )
        assert answer.json()["live"] == before
        assert live(api) == before
        listed = await api.client.get(f"{DOUBLE}/publications", headers=author)
        newest = listed.json()["publications"][0]
        assert (newest["revision"], newest["note"]) == (before, "a typo")
        assert newest["author"]["site"] == "practice"

    async def test_one_that_was_never_live_is_checked_first(self, api: Running) -> None:
        draft = await drafted(api)
        answer = await api.client.post(f"{DOUBLE}/revisions/{draft}/make-live")
        assert_problem(answer, 409, "never-published")
        answer = await api.client.post(f"{DOUBLE}/publish?revision={draft}", headers=WAIT)
        assert live(api) == draft

    async def test_an_unknown_revision(self, api: Running) -> None:
        answer = await api.client.post(f"{DOUBLE}/revisions/{'0' * 16}/make-live")
        assert_problem(answer, 404, "unknown-revision")
