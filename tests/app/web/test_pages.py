import re

import pytest

from app.auth.learner_token import LearnerClaim, sign
from app.auth.site_repository import SiteStore
from app.settings import Settings
from app.web.diff import MAX_LINES
from tests.app.running import Running, running
from tests.app.scripted_judge import ACCEPTED, ScriptedJudge

pytestmark = pytest.mark.anyio

BROWSER = {"Accept": "text/html,application/xhtml+xml"}


class TestPolicy:
    @pytest.mark.parametrize(
        "path",
        [
            *("/", "/problems/double", "/submissions", "/sign-in", "/none"),
            *("/statistics", "/problems/double/statistics", "/queue", "/audit"),
        ],
    )
    async def test_everything_comes_from_here_and_nobody_frames_it(
        self, api: Running, path: str
    ) -> None:
        answer = await api.client.get(path.replace("/none", "/problems/none"), headers=BROWSER)
        policy = dict(
            part.strip().split(" ", 1)
            for part in answer.headers["content-security-policy"].split(";")
        )
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == "'self'"
        assert policy["frame-ancestors"] == "'none'"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert not re.search(r"(src|href)=\"(https?:)?//", answer.text)

    async def test_every_page_has_a_nonce_of_its_own(self, api: Running) -> None:
        pages = [(await api.client.get("/", headers=BROWSER)).text for _ in range(2)]
        nonces = {re.findall('csp-nonce" content="([^"]+)"', page)[0] for page in pages}
        assert len(nonces) == 2

    async def test_the_origins_that_are_set_may_frame_embedded_pages_only(
        self, settings: Settings, judge: ScriptedJudge
    ) -> None:
        origins = ("https://course.example", "http://localhost:8900")
        update = {"embed_origins": origins}
        async with running(settings.model_copy(update=update), judge) as api:
            embedded = await api.client.get("/embed/double", headers=BROWSER)
            policy = embedded.headers["content-security-policy"]
            assert policy.endswith("frame-ancestors https://course.example http://localhost:8900")
            problem = await api.client.get("/problems/double", headers=BROWSER)
            assert problem.headers["content-security-policy"].endswith("frame-ancestors 'none'")


class TestWhoReads:
    @pytest.mark.parametrize(
        "path", ["/", "/problems/double", "/submissions", "/statistics", "/queue", "/audit"]
    )
    async def test_who_is_not_signed_in_is_led_there(self, api: Running, path: str) -> None:
        await api.key("read")
        answer = await api.client.get(path, headers=BROWSER)
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/sign-in?next={path}"

    async def test_an_embedded_problem_tells_nothing_without_a_token(self, api: Running) -> None:
        await api.key("read")
        shell = await api.client.get("/embed/double", headers=BROWSER)
        assert "twice" not in shell.text
        assert (await api.client.get("/problems/double/workbench")).status_code == 401
        secret = await SiteStore(api.database).webhook_secret("practice")
        assert secret is not None
        token = sign(LearnerClaim(site="practice", learner="ada", exp=2**32), secret)
        headers = {"Authorization": f"Bearer {token}"}
        problem = await api.client.get("/problems/double/workbench", headers=headers)
        assert "twice" in problem.text


class TestStatements:
    @pytest.fixture
    def work_here(self) -> None:
        """Work has processes here, and limits."""

    async def test_one_that_takes_too_long_is_shown_as_it_is_written(
        self, settings: Settings, judge: ScriptedJudge
    ) -> None:
        statement = settings.problems_dir / "double" / "statement.md"
        # Addresses that stand in every link would make a page of 100 MB.
        statement.write_text(f"<b>\n\n{'[a]' * 9000}\n\n[a]: /{'a' * 30_000}\n")
        async with running(settings, judge) as api:
            page = await api.client.get("/problems/double", headers=BROWSER)
        assert page.status_code == 200
        assert "&lt;b&gt;" in page.text
        assert "[a][a][a]" in page.text


class TestCompare:
    async def test_lines_that_are_all_alike(self, settings: Settings, judge: ScriptedJudge) -> None:
        toml = settings.problems_dir / "double" / "problem.toml"
        toml.write_text(toml.read_text().replace("source_kb = 1", "source_kb = 64"))
        async with running(settings, judge) as api:
            sources = ("#\n" * 30_000, "#\n" * 150 + "##\n")
            old, new = [(await api.submit(text, "wait=20")).json()["id"] for text in sources]
            page = await api.client.get(f"/compare?old={old}&new={new}", headers=BROWSER)
        assert page.status_code == 200
        assert 0 < page.text.count("<tr") <= MAX_LINES + 2


class TestContent:
    async def test_no_page_tells_the_solution_or_what_is_hidden(self, api: Running) -> None:
        for path in ("/", "/problems/double", "/problems/double/workbench"):
            page = (await api.client.get(path, headers=BROWSER)).text
            for secret in ("the solution", "the example", "4096.25", "kept back"):
                assert secret not in page

    async def test_the_form_has_the_samples_arguments(self, api: Running) -> None:
        page = (await api.client.get("/problems/double", headers=BROWSER)).text
        assert re.search('id="value-x" value="1.5"', page)

    async def test_what_is_shown_of_a_submission_is_escaped(self, api: Running) -> None:
        source = "</textarea><script>alert(1)</script>"
        ids = [
            (await api.submit(text, "wait=20", learner="<b>ada")).json()["id"]
            for text in (source, ACCEPTED)
        ]
        for path in (
            f"/submissions/{ids[0]}",
            f"/compare?old={ids[0]}&new={ids[1]}",
            "/submissions",
        ):
            page = (await api.client.get(path, headers=BROWSER)).text
            assert "<script>alert" not in page
            assert "<b>ada" not in page

    @pytest.mark.parametrize("path", ["/problems/none", "/submissions/none"])
    async def test_an_error_is_a_page_for_browsers_and_a_document_for_others(
        self, api: Running, path: str
    ) -> None:
        page = await api.client.get(path, headers=BROWSER)
        assert page.status_code == 404
        assert "<h1>Unknown" in page.text
        document = await api.client.get(path)
        assert document.headers["content-type"] == "application/problem+json"

    @pytest.mark.parametrize(
        "path", ["/none", "/problems", "/problems/double/", "/author/double/none", "/static/none"]
    )
    async def test_where_nothing_is_a_browser_gets_a_page(self, api: Running, path: str) -> None:
        page = await api.client.get(path, headers=BROWSER)
        assert page.status_code == 404
        assert "<h1>Page not found</h1>" in page.text
        assert 'href="/"' in page.text
        assert (await api.client.get(path)).headers["content-type"] == "application/problem+json"

    async def test_an_address_with_wrong_parameters_is_a_page_too(self, api: Running) -> None:
        page = await api.client.get("/compare?old=none", headers=BROWSER)
        assert page.status_code == 422
        assert "new: " in page.text

    async def test_the_api_answers_browsers_with_documents(self, api: Running) -> None:
        for path in ("/api/v1/none", "/api/none", "/api/v1/problems/none"):
            answer = await api.client.get(path, headers=BROWSER)
            assert answer.headers["content-type"] == "application/problem+json"

    async def test_files_with_a_version_are_kept_by_browsers(self, api: Running) -> None:
        page = (await api.client.get("/", headers=BROWSER)).text
        for address in re.findall(r'(?:src|href)="(/static/[^"]+)"', page):
            answer = await api.client.get(address)
            assert answer.status_code == 200
            assert "immutable" in answer.headers["cache-control"]
        without = await api.client.get("/static/pages.css")
        assert "immutable" not in without.headers.get("cache-control", "")
