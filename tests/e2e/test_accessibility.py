import pytest
from playwright.sync_api import expect

from tests.e2e.browser import PHONE, shortcomings, violations, write
from tests.e2e.conftest import Visiting
from tests.e2e.problem import FORGOT, RAISES
from tests.e2e.servers import KeyedServer

PROBLEM = "/problems/scale_rows"


# The audit of so many pages takes minutes on a busy machine.
@pytest.mark.timeout(600)
def test_no_page_has_shortcomings(judging: str, visiting: Visiting) -> None:
    visit = visiting(judging)
    visit.expect("404")
    page = visit.open(PROBLEM)
    assert shortcomings(page) == []
    for source in (RAISES, FORGOT):
        write(page, source)
        page.get_by_role("button", name="Submit").click()
        page.locator(".status strong").wait_for()
        assert shortcomings(page) == []
    page.goto("/submissions")
    assert shortcomings(page) == []
    page.get_by_role("checkbox").nth(0).check()
    page.get_by_role("checkbox").nth(1).check()
    page.get_by_role("button", name="Compare two").click()
    page.locator(".diff").wait_for()
    assert shortcomings(page) == []
    page.get_by_role("link", name="Scale the Rows").first.click()
    page.locator(".status strong").wait_for()
    assert shortcomings(page) == []
    for path in ("/", f"{PROBLEM}/editorial", "/sign-in", "/problems/none"):
        page.goto(path)
        assert shortcomings(page) == []


def test_a_phone_shows_pages_in_its_own_width(keyed: KeyedServer, visiting: Visiting) -> None:
    page = visiting(keyed.url, viewport=PHONE, is_mobile=True, has_touch=True).open("/sign-in")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


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
