import json
from pathlib import Path

import httpx
import pytest

from graders.problem.archive import pack, unpack
from graders.problem.files import read_package
from tests.app.conftest import PROBLEM
from tests.app.problem_files import assert_problem
from tests.app.running import WAIT, Running
from tests.app.scripted_judge import ACCEPTED

pytestmark = pytest.mark.anyio

PROBLEMS = "/api/v1/problems"
DOUBLE = f"{PROBLEMS}/double"
FILES = {
    "problem.toml": PROBLEM.replace("double", "triple"),
    "statement.md": "Return three times `x`.\n",
    "solution.py": "def triple(x):\n    return 3 * x\n",
}
CASE = {"name": "a third", "arguments": {"x": 3.0}, "message": "Think of threes."}


def etag(answer: httpx.Response) -> str:
    return answer.headers["ETag"]


async def files_of(api: Running, name: str = "double") -> dict[str, bytes]:
    answer = await api.client.get(f"{PROBLEMS}/{name}/package")
    assert answer.status_code == 200
    folder, files = unpack(answer.content, Path("package"))
    assert folder == name
    return files


async def put(api: Running, changes: dict[str, bytes], **headers: str) -> httpx.Response:
    """Change files of the problem, and publish it."""
    files = await files_of(api) | changes
    return await api.client.put(
        f"{DOUBLE}/package?publish=true",
        content=pack("double", files),
        headers={"Content-Type": "application/zip", **WAIT, **headers},
    )


class TestBegin:
    async def test_a_small_problem_is_a_draft_that_can_be_published(self, api: Running) -> None:
        wanted = {"name": "clip_rows", "title": 'Clip "rows"', "parameters": "x, limit: float"}
        answer = await api.client.post(f"{PROBLEMS}/new?note=for+week+3", json=wanted)
        assert answer.status_code == 201
        assert (answer.json()["name"], answer.json()["live"]) == ("clip_rows", None)
        assert etag(answer) == f'"{answer.json()["draft"]}"'
        content = (await api.client.get(f"{PROBLEMS}/clip_rows/content")).json()
        assert content["statement"].startswith('# Clip "rows"\n')
        cases = (await api.client.get(f"{PROBLEMS}/clip_rows/cases")).json()
        assert cases["parameters"] == ["x", "limit"]
        [revision] = (await api.client.get(f"{PROBLEMS}/clip_rows/revisions")).json()["revisions"]
        assert revision["note"] == "for week 3"
        answer = await api.client.post(answer.json()["publish"], headers=WAIT)
        assert answer.json()["live"] == revision["revision"]

    async def test_a_name_is_enough(self, api: Running) -> None:
        wanted = {"name": "new", "kind": "class", "title": None, "parameters": None}
        answer = await api.client.post(f"{PROBLEMS}/new", json=wanted)
        assert answer.status_code == 201
        assert "class New(nnx.Module):" in (await files_of(api, "new"))["solution.py"].decode()

    @pytest.mark.parametrize(
        ("wanted", "said"),
        [
            ({"name": "two words"}, "'two words': a problem's name"),
            ({"name": "fine", "title": "two\nlines"}, "title is one line"),
            ({"name": "fine", "parameters": "x="}, "write them as in Python"),
            ({"name": "fine", "kind": "driver", "parameters": "x"}, "only a function's"),
        ],
    )
    async def test_what_can_not_be_begun(
        self, api: Running, wanted: dict[str, str], said: str
    ) -> None:
        answer = await api.client.post(f"{PROBLEMS}/new", json=wanted)
        assert_problem(answer, 422, "invalid-problem")
        assert said in answer.json()["detail"]

    async def test_a_name_that_is_taken(self, api: Running) -> None:
        answer = await api.client.post(f"{PROBLEMS}/new", json={"name": "double"})
        assert_problem(answer, 409, "problem-exists")

    async def test_only_authors(self, api: Running) -> None:
        headers = await api.key("read", "submit")
        answer = await api.client.post(f"{PROBLEMS}/new", json={"name": "mine"}, headers=headers)
        assert_problem(answer, 403, "forbidden")


class TestCreate:
    async def test_a_zip_file(self, api: Running) -> None:
        content = pack("triple", {path: text.encode() for path, text in FILES.items()})
        headers = {"Content-Type": "application/zip"}
        answer = await api.client.post(PROBLEMS, content=content, headers=headers)
        assert answer.status_code == 201
        revision = answer.json()["revision"]
        assert etag(answer) == f'"{revision}"'
        assert (answer.json()["live"], answer.json()["draft"]) == (None, revision)
        assert answer.json()["publish"] == f"{PROBLEMS}/triple/publish"
        # It is not there for learners before it is published.
        assert_problem(await api.client.get(f"{PROBLEMS}/triple"), 404, "unknown-problem")

    async def test_texts(self, api: Running) -> None:
        answer = await api.client.post(
            f"{PROBLEMS}?publish=true", json={"name": "triple", "files": FILES}, headers=WAIT
        )
        assert answer.status_code == 201
        assert answer.json()["live"] == answer.json()["revision"]
        submitted = await api.submit(ACCEPTED, prefer="wait=20", problem="triple")
        assert submitted.json()["revision"] == answer.json()["revision"]

    async def test_a_name_that_is_taken(self, api: Running) -> None:
        files = {path: content.decode() for path, content in (await files_of(api)).items()}
        answer = await api.client.post(PROBLEMS, json={"name": "double", "files": files})
        assert_problem(answer, 409, "problem-exists")

    @pytest.mark.parametrize(
        ("files", "told"),
        [
            ({"solution.py": None}, "solution.py: missing"),
            ({"problem.toml": FILES["problem.toml"] + "\n[other]"}, "problem.toml: other: unknown"),
            ({"../solution.py": "x"}, "leads out of the package"),
            ({"statement.md": "\ud800"}, "UTF-8"),
        ],
    )
    async def test_what_is_wrong_is_told(
        self, api: Running, files: dict[str, str | None], told: str
    ) -> None:
        given = {path: text for path, text in (FILES | files).items() if text is not None}
        body = json.dumps({"name": "triple", "files": given})
        headers = {"Content-Type": "application/json"}
        answer = await api.client.post(PROBLEMS, content=body, headers=headers)
        assert_problem(answer, 422, "invalid-problem")
        assert told in answer.json()["detail"]

    async def test_what_is_no_zip_file(self, api: Running) -> None:
        headers = {"Content-Type": "application/zip"}
        answer = await api.client.post(PROBLEMS, content=b"no zip", headers=headers)
        assert_problem(answer, 422, "invalid-problem")

    async def test_another_type(self, api: Running) -> None:
        answer = await api.client.post(PROBLEMS, content=b"", headers={"Content-Type": "text/x"})
        assert_problem(answer, 415, "unsupported-media-type")


class TestPackage:
    async def test_it_holds_all(self, api: Running, problems_dir: Path) -> None:
        assert await files_of(api) == read_package(problems_dir / "double")

    async def test_an_earlier_revision(self, api: Running) -> None:
        before = etag(await api.client.get(f"{DOUBLE}/package")).strip('"')
        await put(api, {"statement.md": b"Another."})
        answer = await api.client.get(f"{DOUBLE}/package?revision={before}")
        _, files = unpack(answer.content, Path("package"))
        assert files["statement.md"] != b"Another."

    async def test_an_unknown_revision(self, api: Running) -> None:
        answer = await api.client.get(f"{DOUBLE}/package?revision={'0' * 16}")
        assert_problem(answer, 404, "unknown-revision")

    async def test_an_unknown_problem(self, api: Running) -> None:
        assert_problem(await api.client.get(f"{PROBLEMS}/triple/package"), 404, "unknown-problem")


class TestUpdate:
    async def test_it_is_live_at_once(self, api: Running) -> None:
        assert (await put(api, {"statement.md": b"Another."})).status_code == 200
        assert (await api.client.get(DOUBLE)).json()["statement"] == "Another."

    async def test_for_another_revision_it_is_refused(self, api: Running) -> None:
        before = etag(await api.client.get(f"{DOUBLE}/package"))
        first = await put(api, {"statement.md": b"First."}, **{"If-Match": before})
        assert first.status_code == 200
        second = await put(api, {"statement.md": b"Second."}, **{"If-Match": before})
        assert_problem(second, 412, "revision-changed")
        assert (await api.client.get(DOUBLE)).json()["statement"] == "First."

    async def test_any_revision(self, api: Running) -> None:
        answer = await put(api, {"statement.md": b"Another."}, **{"If-Match": "*"})
        assert answer.status_code == 200

    async def test_another_problem_s_package(self, api: Running) -> None:
        body = {"name": "triple", "files": FILES}
        answer = await api.client.put(f"{DOUBLE}/package", json=body)
        assert_problem(answer, 422, "invalid-problem")


class TestRevisions:
    async def test_they_tell_who_changed_what_and_why(self, api: Running) -> None:
        author = await api.key("author", "read")
        answer = await api.client.post(
            f"{DOUBLE}/cases?note=thirds", json={"case": CASE}, headers=author
        )
        revision = answer.json()["revision"]
        listed = await api.client.get(f"{DOUBLE}/revisions", headers=author)
        newest, first = listed.json()["revisions"]
        assert (newest["note"], newest["author"]["site"]) == ("thirds", "practice")
        assert newest["parent"] == first["revision"]
        assert (newest["is_live"], first["is_live"]) == (False, True)
        assert (newest["is_draft"], first["is_draft"]) == (True, False)
        assert (newest["is_published"], first["is_published"]) == (False, True)
        assert (newest["source"], first["source"]) == ("api", "folder")
        read = await api.client.get(f"{DOUBLE}/revisions/{revision}", headers=author)
        assert '+name = "a third"' in read.json()["diff"].splitlines()

    async def test_any_two_are_compared(self, api: Running) -> None:
        first = etag(await put(api, {"statement.md": b"First."})).strip('"')
        await put(api, {"statement.md": b"Second."})
        third = etag(await put(api, {"statement.md": b"Third."})).strip('"')
        answer = await api.client.get(f"{DOUBLE}/revisions/{third}?since={first}")
        diff = answer.json()["diff"].splitlines()
        assert "-First." in diff
        assert "+Third." in diff

    async def test_an_unknown_one_to_compare_with(self, api: Running) -> None:
        live = api.catalogue.problem("double").revision
        answer = await api.client.get(f"{DOUBLE}/revisions/{live}?since={'0' * 16}")
        assert_problem(answer, 404, "unknown-revision")

    async def test_an_unknown_one(self, api: Running) -> None:
        answer = await api.client.get(f"{DOUBLE}/revisions/{'0' * 16}")
        assert_problem(answer, 404, "unknown-revision")


class TestArchive:
    async def test_it_takes_no_submissions_and_its_verdicts_stay(self, api: Running) -> None:
        submission = (await api.submit(ACCEPTED, prefer="wait=20")).json()["id"]
        answer = await api.client.post(f"{DOUBLE}/archive")
        assert answer.json()["is_archived"]
        assert (await api.client.get(PROBLEMS)).json() == {"problems": []}
        assert_problem(await api.submit(ACCEPTED), 404, "unknown-problem")
        assert (await api.read(submission))["verdict"] == "accepted"

    async def test_it_comes_back(self, api: Running) -> None:
        await api.client.post(f"{DOUBLE}/archive")
        answer = await api.client.post(f"{DOUBLE}/unarchive")
        assert not answer.json()["is_archived"]
        assert (await api.submit(ACCEPTED, prefer="wait=20")).status_code == 200


class TestScope:
    async def test_only_authors_see_what_learners_must_not(self, api: Running) -> None:
        reader = await api.key("read", "submit")
        for path in ("package", "cases", "revisions", "publications", f"revisions/{'0' * 16}"):
            answer = await api.client.get(f"{DOUBLE}/{path}", headers=reader)
            assert_problem(answer, 403, "forbidden")
        for path in (
            *("cases", "archive", "unarchive", "publish", "publish?force=true&note=so"),
            f"revisions/{'0' * 16}/make-live",
        ):
            answer = await api.client.post(f"{DOUBLE}/{path}", headers=reader)
            assert_problem(answer, 403, "forbidden")
        assert_problem(await api.client.post(PROBLEMS, headers=reader), 403, "forbidden")
        answer = await api.client.put(f"{DOUBLE}/package", headers=reader)
        assert_problem(answer, 403, "forbidden")
        answer = await api.client.delete(f"{DOUBLE}/draft", headers=reader)
        assert_problem(answer, 403, "forbidden")
