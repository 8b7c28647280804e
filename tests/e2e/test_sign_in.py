from playwright.sync_api import expect

from tests.e2e.browser import verdict, write
from tests.e2e.conftest import Visiting
from tests.e2e.problem import GOOD
from tests.e2e.servers import KeyedServer

PROBLEM = "/problems/scale_rows"


def test_a_link_signs_in_and_leads_back(keyed: KeyedServer, visiting: Visiting) -> None:
    visit = visiting(keyed.url)
    page = visit.open(PROBLEM)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.goto(f"/sign-in?next={PROBLEM}#token={keyed.token('ada')}")
    expect(page.get_by_role("heading", name="Scale the Rows")).to_be_visible()
    expect(page.locator(".who")).to_have_text("ada")
    [cookie] = visit.context.cookies()
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Lax"
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.goto(PROBLEM)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_key_signs_in(keyed: KeyedServer, visiting: Visiting) -> None:
    visit = visiting(keyed.url)
    visit.expect("401")
    page = visit.open("/")
    page.get_by_label("Key or token").fill("njk_wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("has expired or is not valid")
    page.get_by_label("Key or token").fill(keyed.key)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".problems")).to_be_visible()


def test_learners_do_not_see_each_other(keyed: KeyedServer, visiting: Visiting) -> None:
    ada, bob = visiting(keyed.url), visiting(keyed.url)
    bob.expect("404")
    page = ada.open(f"/sign-in?next={PROBLEM}#token={keyed.token('ada')}")
    write(page, GOOD)
    page.get_by_role("button", name="Submit").click()
    assert verdict(page) == "Accepted"
    page.get_by_role("link", name="History").click()
    address = page.get_by_role("link", name="accepted").get_attribute("href")
    assert address is not None
    other = bob.open(f"/sign-in?next=/submissions#token={keyed.token('bob')}")
    expect(other.get_by_text("Nothing here yet.")).to_be_visible()
    other.goto(address)
    expect(other.get_by_role("heading", name="Unknown submission")).to_be_visible()


def test_a_session_that_ends_leaves_the_code(keyed: KeyedServer, visiting: Visiting) -> None:
    visit = visiting(keyed.url)
    visit.expect("401")
    page = visit.open(f"/sign-in?next={PROBLEM}#token={keyed.token('ada')}")
    write(page, GOOD)
    visit.context.clear_cookies()
    page.get_by_role("button", name="Submit").click()
    expect(page.locator(".status.bad")).to_contain_text("session has ended")
    page.goto(f"/sign-in?next={PROBLEM}#token={keyed.token('ada')}")
    expect(page.locator(".cm-content")).to_contain_text("np.float32(factor)")
