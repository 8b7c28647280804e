import re

import pytest

from tests.app.running import Running

pytestmark = pytest.mark.anyio

DOCS = "/docs"


async def test_the_page_takes_everything_from_here(api: Running) -> None:
    page = (await api.client.get(DOCS)).text
    linked = re.findall(r'(?:src|href)="([^"]*)"', page)
    assert len(linked) == 4
    for link in linked:
        if link != "data:,":
            answer = await api.client.get(f"/{link}")
            assert answer.status_code == 200
            assert answer.headers["content-type"].startswith(("text/javascript", "text/css"))


async def test_the_policy_lets_no_script_in_but_ours(api: Running) -> None:
    answer = await api.client.get(DOCS)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "http" not in policy
    assert not re.search(r"<script[^>]*>[^<]", answer.text)


async def test_no_other_file_of_the_package_is_given(api: Running) -> None:
    for name in ("redoc.standalone.js", "..%2f__init__.py", "%2fetc%2fpasswd"):
        assert (await api.client.get(f"{DOCS}/{name}")).status_code in (404, 422)


async def test_pages_that_load_from_elsewhere_are_off(api: Running) -> None:
    assert (await api.client.get("/redoc")).status_code == 404
