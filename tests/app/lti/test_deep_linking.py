import pytest

from tests.app.lti.launching import JUDGE, LINKS, Launching, field
from tests.app.running import Running

pytestmark = pytest.mark.anyio


async def asked(lti: Launching) -> str:
    """What the page keeps on which an instructor is to choose."""
    page = await lti.launch("grace", lti.platform.choosing())
    assert page.status_code == 200
    assert "Double it" in page.text
    return field(page, "choice")


class TestChoosing:
    async def test_the_platform_gets_a_link_with_a_line_item(self, lti: Launching) -> None:
        form = {"choice": await asked(lti), "problem": "double"}
        page = await lti.api.client.post(LINKS, data=form)
        assert f'action="{lti.platform.url}/links"' in page.text
        assert lti.platform.take_link(field(page, "JWT")) == {
            "type": "ltiResourceLink",
            "title": "Double it",
            "url": f"{JUDGE}/problems/double",
            "custom": {"problem": "double"},
            "lineItem": {"label": "Double it", "scoreMaximum": 100, "resourceId": "double"},
        }

    async def test_the_page_may_post_there_and_be_framed(self, lti: Launching) -> None:
        form = {"choice": await asked(lti), "problem": "double"}
        policy = (await lti.api.client.post(LINKS, data=form)).headers["Content-Security-Policy"]
        assert f"form-action 'self' {lti.platform.url};" in policy
        assert f"frame-ancestors {lti.platform.url}" in policy

    async def test_a_platform_without_line_items_gets_none(self, lti: Launching) -> None:
        page = await lti.launch("grace", lti.platform.choosing(accept_lineitem=False))
        form = {"choice": field(page, "choice"), "problem": "double"}
        link = lti.platform.take_link(field(await lti.api.client.post(LINKS, data=form), "JWT"))
        assert "lineItem" not in link


class TestRefusing:
    async def test_a_choice_that_nobody_was_asked_for(self, lti: Launching) -> None:
        state = (await lti.begin()).asked["state"]
        for choice in ("made up", state):
            form = {"choice": choice, "problem": "double"}
            answer = await lti.api.client.post(LINKS, data=form)
            assert answer.status_code == 403
            assert "not begun here" in answer.text

    async def test_a_choice_begins_no_launch(self, lti: Launching) -> None:
        form = {"id_token": "x", "state": await asked(lti)}
        assert (await lti.api.client.post("/lti/launch", data=form)).status_code == 403

    async def test_an_unknown_problem(self, lti: Launching) -> None:
        form = {"choice": await asked(lti), "problem": "nothing"}
        answer = await lti.api.client.post(LINKS, data=form)
        assert answer.status_code == 404

    @pytest.mark.parametrize(
        "wanted",
        [
            {"accept_types": ["file"]},
            {"deep_link_return_url": "http://platform.example/links"},
            {"deep_link_return_url": "https://me:secret@platform.example/links"},
        ],
    )
    async def test_what_the_platform_asks_wrongly(
        self, lti: Launching, wanted: dict[str, object]
    ) -> None:
        answer = await lti.launch("grace", lti.platform.choosing(**wanted))
        assert answer.status_code == 400

    async def test_without_an_address_there_is_no_such_page(self, api: Running) -> None:
        assert (await api.client.post(LINKS, data={})).status_code == 404
