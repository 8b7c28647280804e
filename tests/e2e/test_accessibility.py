from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import violations, write
from tests.e2e.conftest import Visiting
from tests.e2e.problem import FORGOT, RAISES
from tests.e2e.servers import KeyedServer

PROBLEM = "/problems/scale_rows"
DEVICES: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True},
}


def assert_fits(page: Page) -> None:
    """Nothing but what scrolls by itself is wider than the screen."""
    assert page.evaluate("document.documentElement.scrollWidth <= screen.width")


def open_all(page: Page) -> None:
    """Open what can be opened, and what is in it."""
    for _ in range(2):
        page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        page.wait_for_timeout(50)


@pytest.mark.parametrize("device", DEVICES)
def test_no_page_has_violations(device: str, judging: str, visiting: Visiting) -> None:
    visit = visiting(judging, **DEVICES[device])
    visit.expect("404")
    page = visit.open(PROBLEM)
    assert violations(page) == []
    for source in (RAISES, FORGOT):
        write(page, source)
        page.get_by_role("button", name="Submit").click()
        page.locator(".status strong").wait_for()
        open_all(page)
        assert violations(page) == []
        assert_fits(page)
    page.goto("/submissions")
    assert violations(page) == []
    assert_fits(page)
    page.get_by_role("checkbox").nth(0).check()
    page.get_by_role("checkbox").nth(1).check()
    page.get_by_role("button", name="Compare two").click()
    page.locator(".diff").wait_for()
    assert violations(page) == []
    assert_fits(page)
    page.get_by_role("link", name="Scale the Rows").first.click()
    page.locator(".status strong").wait_for()
    assert violations(page) == []
    assert_fits(page)
    for path in ("/", "/sign-in", "/problems/none"):
        page.goto(path)
        assert violations(page) == []
        assert_fits(page)


def test_an_embedded_problem_has_none(keyed: KeyedServer, visiting: Visiting) -> None:
    page = visiting(keyed.url).open(f"/embed/scale_rows#token={keyed.token('ada')}")
    expect(page.locator(".cm-content")).to_be_visible()
    assert violations(page) == []


def test_the_theme_is_the_systems_until_another_is_chosen(
    keyed: KeyedServer, visiting: Visiting
) -> None:
    page = visiting(keyed.url, color_scheme="dark").open("/sign-in")
    background = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(background)
    page.get_by_role("button", name="Switch to the other theme").click()
    light = page.evaluate(background)
    assert light != dark
    page.reload()
    assert page.evaluate(background) == light
