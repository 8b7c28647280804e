"""Links for learners, made by an instructor who has a browser only."""

import csv
import re

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import shortcomings
from tests.e2e.conftest import Visiting
from tests.e2e.servers import KeyedServer

PASTED = "ada\n\n  grace \nLovelace, Augusta\n=1+1\n"


@pytest.mark.timeout(600)
def test_a_pasted_list_becomes_links(keyed: KeyedServer, visiting: Visiting) -> None:
    instructor = visiting(keyed.url, permissions=["clipboard-read", "clipboard-write"])
    key = keyed.key_for("read", "submit", "author")
    page = instructor.open(f"/sign-in?next=/learners#token={key}")
    page.get_by_role("link", name="Make links for learners").click()
    names = page.get_by_label("Learners, one a line")
    names.fill("ada\ngrace\tgrace@example.org\n\nada\n")
    page.get_by_role("button", name="Make the links").click()
    expect(page.locator("#error-of-learners li")).to_have_text(
        [re.compile("Line 2 has several columns"), re.compile("Line 4: ada stands in line 1")]
    )
    expect(names).to_be_focused()
    assert shortcomings(page) == []

    names.fill(PASTED)
    page.get_by_label("The links end in so many days").fill("7")
    page.get_by_role("button", name="Make the links").click()
    expect(page.get_by_role("heading", name=re.compile("^4 links, until"))).to_be_focused()
    table = page.get_by_role("group", name="Links")
    expect(table.get_by_role("rowheader")).to_have_text(
        ["ada", "grace", "Lovelace, Augusta", "=1+1"]
    )
    # To follow one here would end the instructor's session.
    expect(table.get_by_role("link")).to_have_count(0)
    assert shortcomings(page) == []

    links = [link.strip() for link in table.locator("code").all_inner_texts()]
    page.get_by_role("button", name="Copy the table").click()
    expect(page.get_by_text("Copied:")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.split("\n")[1] == f"grace\t{links[1]}"
    page.get_by_role("button", name="Copy the link of ada").click()
    expect(page.get_by_text("Copied: ada.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == links[0]
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as CSV").click()
    with download.value.path().open(newline="") as file:
        head, *rows = csv.reader(file)
    assert head == ["learner", "link"]
    assert [learner for learner, _ in rows] == ["ada", "grace", "Lovelace, Augusta", "'=1+1"]
    assert [link for _, link in rows] == links

    learner = visiting(keyed.url)
    mine = learner.open(links[2])
    expect(mine.locator(".who")).to_have_text("Lovelace, Augusta")


def test_whoever_may_not_is_told_what_it_takes(keyed: KeyedServer, visiting: Visiting) -> None:
    page = visiting(keyed.url).open(f"/sign-in?next=/learners#token={keyed.author_key}")
    expect(page.get_by_role("heading", name="Learners")).to_be_visible()
    expect(page.get_by_role("link", name="Make links for learners")).to_have_count(0)
    page.goto("/learners/links")
    expect(page.get_by_text("This takes a key with the scopes")).to_be_visible()
