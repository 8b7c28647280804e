import re

import pytest

from tests.app.problem_files import assert_problem
from tests.app.problems.test_authoring_endpoints import DOUBLE
from tests.app.running import Running
from tests.app.web.test_author_pages import page
from tests.app.web.test_pages import BROWSER

pytestmark = pytest.mark.anyio

RENDERING = "/author/rendering"


class TestContent:
    async def test_the_draft_is_edited_beside_its_rendering(self, api: Running) -> None:
        changes = {
            "statement": "# Double it\n\nReturn <b>*2x*</b>.\n",
            "hints": ["Add it.", "To itself."],
            "tolerance": {"rtol": 0.5},
        }
        await api.client.patch(f"{DOUBLE}/content", json=changes)
        text = await page(api, "/author/double/content")
        assert "# Double it\n\nReturn &lt;b&gt;*2x*&lt;/b&gt;.\n</textarea>" in text
        assert "<p>Return &lt;b&gt;<em>2x</em>&lt;/b&gt;.</p>" in text
        assert "Add it.\n\n---\n\nTo itself.</textarea>" in text
        assert re.search(r'id="source_kb"[^>]* value="1" placeholder="64"', text)
        assert re.search(r'id="wall_s"[^>]* value="" placeholder="10"', text)
        assert re.search(r'<option value="allclose" selected>', text)
        assert re.search(r'id="rtol"[^>]* value="0.5"', text)

    async def test_without_a_tolerance_it_is_as_usual(self, api: Running) -> None:
        text = await page(api, "/author/double/content")
        assert re.search(r'<option value="" selected>close, as usual', text)

    async def test_the_examples_are_listed(self, api: Running) -> None:
        text = await page(api, "/author/double/content")
        [path] = re.findall(r'href="(/author/double/example\?name=[^"]+)"', text)
        assert "return x + x  # the example" in await page(api, path)

    async def test_an_unknown_example(self, api: Running) -> None:
        answer = await api.client.get("/author/double/example?name=none", headers=BROWSER)
        assert answer.status_code == 404
        assert "Unknown example" in answer.text


class TestRendering:
    async def test_a_text_is_shown_as_learners_would_see_it(self, api: Running) -> None:
        answer = await api.client.post(RENDERING, content=b"Twice *x*, <script>")
        assert answer.status_code == 200
        assert answer.text == "<p>Twice <em>x</em>, &lt;script&gt;</p>\n"

    async def test_what_is_too_long(self, api: Running) -> None:
        answer = await api.client.post(RENDERING, content=b"a" * (2**16 + 1))
        assert_problem(answer, 413, "body-too-large")

    async def test_what_is_no_text(self, api: Running) -> None:
        answer = await api.client.post(RENDERING, content=b"\xff")
        assert_problem(answer, 422, "invalid-request", "")

    async def test_only_for_authors(self, api: Running) -> None:
        reader = await api.key("read")
        answer = await api.client.post(RENDERING, content=b"a", headers=reader)
        assert_problem(answer, 403, "forbidden")
