import re
from pathlib import Path

import httpx
import pytest

from tests.app.conftest import PROBLEM
from tests.app.problems.test_authoring_endpoints import CASE, DOUBLE, FILES, PROBLEMS, put
from tests.app.running import WAIT, Running
from tests.app.scripted_judge import HELD, ScriptedJudge
from tests.app.web.test_pages import BROWSER

pytestmark = pytest.mark.anyio

PAGES = (
    *("", "/case", "/content", "/files", "/example"),
    *("/check", "/revisions", "/rejudge", "/package"),
)


async def page(api: Running, path: str, **headers: str) -> str:
    answer = await api.client.get(path, headers=BROWSER | headers)
    assert answer.status_code == 200
    return answer.text


class TestWhoMay:
    @pytest.mark.parametrize("path", ["/author", *(f"/author/double{path}" for path in PAGES)])
    async def test_only_authors(self, api: Running, path: str) -> None:
        author = await api.key("author")
        reader = await api.key("read", "submit")
        await page(api, path, **author)
        refused = await api.client.get(path, headers=BROWSER | reader)
        assert refused.status_code == 403
        assert "scope author" in refused.text
        assert "4096.25" not in refused.text
        nobody = await api.client.get(path, headers=BROWSER)
        assert nobody.headers["location"] == f"/sign-in?next={path}"

    async def test_signing_in_leads_back_to_what_was_asked_for(self, api: Running) -> None:
        await api.key("author")
        path = "/author/double/case?kind=case&entry=kept+back"
        answer = await api.client.get(path, headers=BROWSER)
        asked = httpx.URL(answer.headers["location"]).params["next"]
        assert asked == path

    async def test_the_way_there_is_shown_to_authors_only(self, api: Running) -> None:
        both = await api.key("author", "read")
        reader = await api.key("read", "submit")
        for path in ("/", "/problems/double"):
            assert 'href="/author' in await page(api, path, **both)
            assert 'href="/author' not in await page(api, path, **reader)

    async def test_an_author_without_another_scope_is_shown_no_other_way(
        self, api: Running
    ) -> None:
        text = await page(api, "/author", **await api.key("author"))
        [main] = re.findall('<nav aria-label="Main">(.*?)</nav>', text, re.DOTALL)
        assert re.findall('href="([^"]+)"', main) == ["/author", "/learners", "/statistics"]

    @pytest.mark.parametrize("path", PAGES)
    async def test_an_unknown_problem(self, api: Running, path: str) -> None:
        answer = await api.client.get(f"/author/none{path}", headers=BROWSER)
        assert answer.status_code == 404
        assert "Unknown problem" in answer.text


class TestCases:
    async def test_hidden_ones_are_shown(self, api: Running) -> None:
        text = await page(api, "/author/double")
        assert "kept back" in text
        assert "4096.25" in text

    async def test_what_is_shown_is_escaped(self, api: Running) -> None:
        case = CASE | {"name": "<b>name", "message": "<b>message"}
        await api.client.post(f"{DOUBLE}/cases?note=<b>note", json={"case": case})
        for path in ("", "/revisions", "/rejudge", "/case?entry=%3Cb%3Ename"):
            assert "<b>" not in await page(api, f"/author/double{path}")
        assert "/author/double/case?kind=case&amp;entry=%3Cb%3Ename" in await page(
            api, "/author/double"
        )

    async def test_a_case_is_edited_as_it_is(self, api: Running) -> None:
        text = await page(api, "/author/double/case?kind=case&entry=kept+back")
        assert re.search(r'id="name" value="kept back"', text)
        assert re.search(r'<textarea id="value-x"[^>]*>4096\.25</textarea>', text)

    async def test_a_new_one_has_the_first_one_s_kinds_and_no_values(self, api: Running) -> None:
        toml = PROBLEM.replace("1.5", '{ dtype = "int8", values = [1] }')
        await put(api, {"problem.toml": toml.encode()})
        text = await page(api, "/author/double/case")
        assert '<option value="int8" selected>' in text
        assert re.search(r'<textarea id="value-x"[^>]*></textarea>', text)

    async def test_what_a_function_makes_begins_as_the_first_case_has_it(
        self, api: Running
    ) -> None:
        made = '{ made_by = "twice", arguments = { x = 2.0 } }'
        files = {
            "problem.toml": PROBLEM.replace("1.5", made).encode(),
            "given.py": b"def twice(x):\n    return 2 * x\n",
        }
        await put(api, files)
        text = await page(api, "/author/double/case")
        assert '<option value="made_by" selected>' in text
        assert "&#34;made_by&#34;: &#34;twice&#34;,\n" in text
        assert "<code>twice(x)</code>" in text

    @pytest.mark.parametrize(
        "query",
        ["entry=none", "kind=generator&entry=shown", "kind=other", "kind=other&entry=shown"],
    )
    async def test_an_unknown_one(self, api: Running, query: str) -> None:
        answer = await api.client.get(f"/author/double/case?{query}", headers=BROWSER)
        assert answer.status_code == 404
        assert "Unknown case" in answer.text

    async def test_after_a_change_the_way_to_judging_again_is_shown(self, api: Running) -> None:
        before = api.catalogue.problem("double").revision
        await api.client.post(f"{DOUBLE}/cases?publish=true", json={"case": CASE}, headers=WAIT)
        text = await page(api, f"/author/double?before={before}")
        assert f"/author/double/rejudge?judged_on={before}" in text
        assert "judge them again" not in await page(api, "/author/double")


class TestEarlier:
    async def test_checks_and_previews_are_found_again(self, api: Running) -> None:
        assert "They are kept for a week." in await page(api, "/author/double/check")
        case = CASE | {"name": "<b>name"}
        preview = await api.client.post(
            f"{DOUBLE}/cases/preview", json={"case": case}, headers=WAIT
        )
        check = await api.client.post(f"{DOUBLE}/check", headers=WAIT)
        text = await page(api, "/author/double/check")
        found = re.findall(r'href="/author/double/check\?id=([0-9a-f]+)"', text)
        assert found == [check.json()["id"], preview.json()["id"]]
        severities = [each["severity"] for each in check.json()["report"]["findings"]]
        assert f"✗ {severities.count('failure')} failures, 1 warning<" in text
        assert "preview of &lt;b&gt;name" in text
        assert "rejects 1 that must pass" in text

    async def test_how_far_one_is(self, api: Running, judge: ScriptedJudge) -> None:
        await api.submit(HELD)
        await judge.has_begun()
        started = await api.client.post(f"{DOUBLE}/check")
        assert re.search("<td>(waiting|starting)", await page(api, "/author/double/check"))
        await api.client.delete(started.headers["Location"])
        assert "stopped" in await page(api, "/author/double/check")

    async def test_a_preview_that_was_left_is_found_from_the_form_of_a_case(
        self, api: Running, judge: ScriptedJudge
    ) -> None:
        await api.submit(HELD)
        await judge.has_begun()
        preview = await api.client.post(f"{DOUBLE}/cases/preview", json={"case": CASE})
        check_id = preview.json()["id"]
        text = await page(api, "/author/double/case")
        assert f'preview of a third is under way: <a href="/author/double/check?id={check_id}"' in (
            text
        )
        await api.client.delete(preview.headers["Location"])
        assert "is under way" not in await page(api, "/author/double/case")

    async def test_a_check_leads_to_the_page_that_shows_it(self, api: Running) -> None:
        started = await api.client.post(f"{DOUBLE}/check", headers=WAIT)
        check_id = started.json()["id"]
        answer = await api.client.get(f"/author/checks/{check_id}", headers=BROWSER)
        assert answer.headers["location"] == f"/author/double/check?id={check_id}"
        started = await api.client.post(
            f"{PROBLEMS}/check", json={"name": "triple", "files": FILES}, headers=WAIT
        )
        check_id = started.json()["id"]
        answer = await api.client.get(f"/author/checks/{check_id}", headers=BROWSER)
        assert answer.headers["location"] == f"/author?id={check_id}"

    async def test_a_package_that_is_no_problem_is_found_with_all_problems(
        self, api: Running
    ) -> None:
        body = {"name": "triple", "files": FILES}
        started = await api.client.post(f"{PROBLEMS}/check", json=body)
        check_id = started.json()["id"]
        assert f'href="/author?id={check_id}"' in await page(api, "/author")
        assert check_id not in await page(api, "/author/double/check")

    async def test_what_was_judged_again(self, api: Running) -> None:
        assert "None yet." in await page(api, "/author/double/rejudge")
        for note in ("<b>first", "second"):
            body = {"problem": "double", "note": note}
            started = await api.client.post("/api/v1/rejudges", json=body)
        text = await page(api, "/author/double/rejudge")
        found = re.findall(r'href="/author/double/rejudge\?id=([0-9a-f]+)"', text)
        assert found[0] == started.json()["id"]
        assert len(found) == 2
        assert "&lt;b&gt;first" in text
        assert text.count("nothing to apply") == 2

    @pytest.mark.parametrize(
        ("path", "start", "body"),
        [
            ("/author/double/check", f"{DOUBLE}/check", None),
            ("/author", f"{DOUBLE}/check", None),
            ("/author/double/rejudge", "/api/v1/rejudges", {"problem": "double"}),
        ],
    )
    async def test_older_ones_are_on_the_next_page(
        self, api: Running, path: str, start: str, body: dict[str, str] | None
    ) -> None:
        ids = []
        for _ in range(21):
            started = await api.client.post(start, json=body)
            ids.append(started.json()["id"])
            await api.client.delete(started.headers["Location"])
        first = await page(api, path)
        assert ids[0] not in first
        [older] = re.findall(r'href="(\?cursor=[0-9a-f]+)"', first)
        second = await page(api, f"{path}{older}")
        assert ids[0] in second
        assert ids[1] not in second
        assert "?cursor=" not in second


class TestDraft:
    async def test_it_is_told_of_on_every_page(self, api: Running) -> None:
        live = api.catalogue.problem("double").revision
        assert 'data-action="publish"' not in await page(api, "/author/double")
        answer = await api.client.post(f"{DOUBLE}/cases", json={"case": CASE})
        draft = answer.json()["draft"]
        for path in PAGES:
            text = await page(api, f"/author/double{path}")
            assert 'data-action="publish"' in text
            assert f"/author/double/changes?new={draft}&amp;old={live}" in text
        assert "a third" in await page(api, "/author/double")
        assert '<span class="tag">draft</span>' in await page(api, "/author")

    async def test_a_problem_that_was_never_published(self, api: Running) -> None:
        await api.client.post(PROBLEMS, json={"name": "triple", "files": FILES})
        for path in ("/author", *(f"/author/triple{path}" for path in PAGES)):
            assert "never published" in await page(api, path)
        answer = await api.client.get("/problems/triple", headers=BROWSER)
        assert answer.status_code == 404

    async def test_what_was_forced_is_shown_while_it_is_live(self, api: Running) -> None:
        live = api.catalogue.problem("double").revision
        await api.client.post(f"{DOUBLE}/cases", json={"case": CASE})
        await api.client.post(f"{DOUBLE}/publish?force=true&note=the <b>exam")
        assert "the &lt;b&gt;exam" in await page(api, "/author/double/check")
        await api.client.post(f"{DOUBLE}/revisions/{live}/make-live?note=a typo")
        assert "published all the same" not in await page(api, "/author/double/check")
        text = await page(api, "/author/double/revisions")
        assert "without the check" in text
        assert "a typo" in text


class TestArchived:
    async def test_it_is_still_an_author_s(self, api: Running) -> None:
        await api.client.post(f"{DOUBLE}/archive")
        assert "archived" in await page(api, "/author")
        assert "Restore it" in await page(api, "/author/double/package")
        # There is no page for learners to lead to.
        assert 'href="/problems/double"' not in await page(api, "/author/double")


class TestRevisions:
    async def test_the_live_one_can_t_be_made_live(self, api: Running) -> None:
        before = api.catalogue.problem("double").revision
        await api.client.post(
            f"{DOUBLE}/cases?note=thirds&publish=true", json={"case": CASE}, headers=WAIT
        )
        text = await page(api, "/author/double/revisions")
        assert re.findall('data-action="make-live" data-revision="([^"]+)"', text) == [before]
        assert "thirds" in text
        assert "the problems folder" in text

    async def test_two_are_compared_in_either_order(self, api: Running) -> None:
        before = api.catalogue.problem("double").revision
        await put(api, {"statement.md": b"Another.\n"})
        after = api.catalogue.problem("double").revision
        for old, new in ((before, after), (after, before)):
            text = await page(api, f"/author/double/changes?old={old}&new={new}")
            assert re.search('class="added">.*<code>Another.</code>', text)
            assert re.search('class="removed">.*<code>Return \\*twice\\*', text)

    async def test_the_first_one_is_compared_with_nothing(
        self, api: Running, problems_dir: Path
    ) -> None:
        first = api.catalogue.problem("double").revision
        text = await page(api, f"/author/double/changes?new={first}")
        assert "it is the first revision" in text
        files = [path for path in (problems_dir / "double").rglob("*") if path.is_file()]
        assert text.count('<section class="file">') == len(files)

    async def test_an_unknown_one(self, api: Running) -> None:
        answer = await api.client.get(f"/author/double/changes?new={'0' * 16}", headers=BROWSER)
        assert answer.status_code == 404
        assert "Unknown revision" in answer.text
