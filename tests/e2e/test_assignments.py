"""An assignment, from the instructor's form to the learner's last try and the gradebook."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import shortcomings, write
from tests.e2e.conftest import Visiting
from tests.e2e.problem import write_authored
from tests.e2e.servers import KeyedServer


@pytest.fixture
def problems_dir(problems_dir: Path) -> Path:
    """Two, to choose from."""
    return write_authored(problems_dir)


@pytest.mark.timeout(600)
def test_it_is_set_handed_in_and_graded(keyed: KeyedServer, visiting: Visiting) -> None:
    instructor = visiting(keyed.url, timezone_id="Asia/Kolkata")
    page = instructor.open(
        f"/sign-in?next=/assignments/new#token={keyed.key_for('read', 'author')}"
    )
    page.get_by_label("Title").fill("Week 1")
    page.get_by_role("button", name="Set the assignment").click()
    expect(page.get_by_label("Scale the Rows", exact=True)).to_be_focused()
    for title in ("Scale the Rows", "Stretch the Rows"):
        page.get_by_label(title, exact=True).check()
    page.get_by_role("button", name="Move Stretch the Rows up").click()
    expect(page.locator("[data-part=chosen] li")).to_have_text(
        [re.compile("Stretch the Rows"), re.compile("Scale the Rows")]
    )
    closes = page.locator("#closes_at")
    closes.fill("2036-04-01T12:00")
    page.get_by_label("Due").fill("2036-05-01T12:00")
    page.get_by_label("Of each problem").fill("2")
    assert shortcomings(page) == []
    page.get_by_role("button", name="Set the assignment").click()
    assert closes.evaluate("field => field.validationMessage") == "This is before it is due."
    closes.fill("")
    page.get_by_role("button", name="Set the assignment").click()
    expect(page.get_by_role("heading", name="Week 1")).to_be_visible()
    assert page.locator("tbody a").all_inner_texts() == ["Stretch the Rows", "Scale the Rows"]
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
    expect(page.get_by_role("row", name="ada")).to_contain_text("2 tries")
    page.get_by_label("Learner").fill("ada")
    page.get_by_label("More tries on each problem").fill("1")
    page.get_by_role("button", name="Make an exception").click()
    expect(page.get_by_role("button", name="End the exception of ada")).to_be_visible()
    assert shortcomings(page) == []
    mine.reload()
    expect(left).to_have_text("1 try left")
    # The way back shows what was handed in meanwhile.
    mine.go_back()
    expect(mine.get_by_role("row", name="Scale the Rows")).to_contain_text("solved")
