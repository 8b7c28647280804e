from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import verdict, write
from tests.e2e.conftest import Visiting
from tests.e2e.problem import FORGOT, GOOD, SLOW
from tests.e2e.servers import BreakingProxy

PROBLEM = "/problems/scale_rows"


def test_cases_show_as_they_finish(judging: str, visiting: Visiting) -> None:
    page = visiting(judging).open(PROBLEM)
    write(page, SLOW)
    page.get_by_role("button", name="Submit").click()
    expect(page.locator(".status")).to_have_text("2 of 4 cases…")
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.locator(".cases > li")).to_have_count(2)
    assert verdict(page) == "Accepted"
    expect(page.get_by_role("progressbar")).to_be_hidden()


@pytest.fixture
def proxy(judging: str) -> Iterator[BreakingProxy]:
    proxy = BreakingProxy(judging)
    yield proxy
    proxy.close()


# The proxy first, so that it ends last: what a page still asks for is answered.
def test_a_stream_that_breaks_goes_on_where_it_was(
    proxy: BreakingProxy, visiting: Visiting
) -> None:
    visit = visiting(proxy.url)
    visit.expect("ERR_(CONNECTION_RESET|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING)")
    page = visit.open(PROBLEM)
    resumed: list[str] = []
    page.on(
        "request",
        lambda request: resumed.append(request.headers.get("last-event-id", "")),
    )
    write(page, SLOW)
    page.get_by_role("button", name="Submit").click()
    expect(page.locator(".cases > li")).not_to_have_count(0)
    proxy.break_all()
    assert verdict(page) == "Accepted"
    expect(page.locator(".cases > li")).to_have_count(4)
    assert any(resumed), "no request went on after an event"


def test_a_reload_shows_what_becomes_of_the_last_submission(
    judging: str, visiting: Visiting
) -> None:
    page = visiting(judging).open(PROBLEM)
    write(page, SLOW)
    page.get_by_role("button", name="Submit").click()
    expect(page.locator(".cases > li")).not_to_have_count(0)
    page.reload()
    assert verdict(page) == "Accepted"
    expect(page.locator(".cases > li")).to_have_count(4)


def test_a_submission_is_cancelled(judging: str, visiting: Visiting) -> None:
    page = visiting(judging).open(PROBLEM)
    write(page, SLOW)
    page.get_by_role("button", name="Submit").click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".status")).to_have_text("Cancelled.")


def test_two_tabs_have_their_own_results_and_one_draft(judging: str, visiting: Visiting) -> None:
    visit = visiting(judging)
    one, other = visit.open(PROBLEM), visit.open(PROBLEM)
    write(one, GOOD)
    one.get_by_role("button", name="Submit").click()
    expect(other.get_by_text("Changed in another tab.")).to_be_visible()
    write(other, FORGOT)
    other.get_by_role("button", name="Submit").click()
    assert verdict(one) == "Accepted"
    assert verdict(other) == "Wrong answer"
    # Neither tab's code is lost to the other before its learner says so.
    expect(one.locator(".cm-content")).to_contain_text("np.float32(factor)")
    one.get_by_role("button", name="Use that version").click()
    expect(one.locator(".cm-content")).not_to_contain_text("np.float32(factor)")
