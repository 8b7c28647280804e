"""An assignment, from the instructor's form to the learner's last try and the gradebook."""

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import shortcomings, write
from tests.e2e.conftest import Visiting
from tests.e2e.servers import KeyedServer


@pytest.mark.timeout(600)
def test_it_is_set_handed_in_and_graded(keyed: KeyedServer, visiting: Visiting) -> None:
    instructor = visiting(keyed.url, timezone_id="Asia/Kolkata")
    page = instructor.open(
        f"/sign-in?next=/assignments/new#token={keyed.key_for('read', 'author')}"
    )
    page.get_by_label("Title").fill("Week 1")
    page.get_by_label("Scale the Rows", exact=True).check()
    page.get_by_label("Due").fill("2036-05-01T12:00")
    page.get_by_label("Of each problem").fill("2")
    assert shortcomings(page) == []
    page.get_by_role("button", name="Set the assignment").click()
    expect(page.get_by_role("heading", name="Week 1")).to_be_visible()
    due = page.locator("time").first
    assert due.get_attribute("datetime") == "2036-05-01T06:30:00+00:00"

    learner = visiting(keyed.url)
    learner.expect("403")
    mine = learner.open(f"/sign-in?next=/assignments#token={keyed.token('ada')}")
    mine.get_by_role("link", name="Week 1").click()
    assert shortcomings(mine) == []
    mine.get_by_role("link", name="Scale the Rows").click()
    left = mine.locator("[data-part=left]")
    for source, said in (("wrong", "1 try left"), ("right", "0 tries left")):
        write(mine, source)
        mine.get_by_role("button", name="Submit").click()
        mine.locator(".status strong").wait_for()
        expect(left).to_have_text(said)
    assert shortcomings(mine) == []
    mine.get_by_role("button", name="Submit").click()
    expect(mine.get_by_text("All 2 tries on this problem are used")).to_be_visible()

    page.get_by_role("link", name="Gradebook and exceptions").click()
    expect(page.get_by_role("row", name="ada")).to_contain_text("1 of 1")
    page.get_by_label("Learner").fill("ada")
    page.get_by_label("More tries on each problem").fill("1")
    page.get_by_role("button", name="Make an exception").click()
    expect(page.get_by_role("button", name="End the exception of ada")).to_be_visible()
    assert shortcomings(page) == []
    mine.reload()
    expect(left).to_have_text("1 try left")
