"""The way from problem to problem, and what helps on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.settings import Settings
from tests.app.scripted_judge import ACCEPTED, WRONG
from tests.e2e.browser import shortcomings, verdict, write
from tests.e2e.conftest import Visiting
from tests.e2e.problem import write_authored, write_problem
from tests.e2e.servers import KeyedServer

PROBLEM = "/problems/scale_rows"


@pytest.fixture
def course(tmp_path: Path) -> Iterator[KeyedServer]:
    """A service with a scripted judge, and two problems in a chapter."""
    problems_dir = write_authored(write_problem(tmp_path / "problems"))
    with KeyedServer(Settings(data_dir=tmp_path / "data", problems_dir=problems_dir)) as server:
        yield server


def test_a_learner_is_led_from_the_start_to_the_end(
    course: KeyedServer, visiting: Visiting
) -> None:
    page = visiting(course.url).open(f"/sign-in#token={course.token('ada')}")
    page.get_by_role("link", name="Start here: Scale the Rows").click()
    write(page, WRONG)
    page.get_by_role("button", name="Submit").click()
    assert verdict(page) == "Wrong answer"
    after = page.locator(".after")
    expect(after).to_be_hidden()
    page.get_by_role("button", name="Run the samples").click()
    write(page, ACCEPTED)
    page.get_by_role("button", name="Submit").click()
    after.get_by_role("link", name="Read the editorial").click()
    expect(page.get_by_role("heading", name="The reference")).to_be_visible()
    assert shortcomings(page) == []
    page.get_by_role("link", name="Next problem: Stretch the Rows").click()
    expect(page.locator(".builds-on")).to_contain_text("It builds on Scale the Rows ✓")
    write(page, ACCEPTED)
    page.get_by_role("button", name="Submit").click()
    expect(after).to_contain_text("All other problems are solved as well.")
    after.get_by_role("link", name="To the problems").click()
    expect(page.get_by_text("All 2 problems are solved.")).to_be_visible()
    assert shortcomings(page) == []


def test_hints_are_opened_one_by_one(course: KeyedServer, visiting: Visiting) -> None:
    page = visiting(course.url).open(f"/sign-in?next={PROBLEM}#token={course.token('ada')}")
    last = page.get_by_text("Multiply by factor")
    expect(page.get_by_text("Hint 2 of 2")).to_be_hidden()
    page.get_by_text("Hint 1 of 2").click()
    expect(page.get_by_text("Which argument is not used?")).to_be_visible()
    expect(last).to_be_hidden()
    page.get_by_text("Hint 2 of 2").click()
    expect(last).to_be_visible()


def test_the_filter_leaves_out_chapters_without_a_match(
    course: KeyedServer, visiting: Visiting
) -> None:
    page = visiting(course.url).open(f"/sign-in#token={course.token('ada')}")
    expect(page.get_by_role("heading", name="Rows")).to_be_visible()
    page.get_by_label("Find").fill("warm")
    expect(page.locator(".problems > li:visible")).to_have_count(2)
    page.get_by_label("Find").fill("no such problem")
    expect(page.get_by_role("heading", name="Rows")).to_be_hidden()
    expect(page.get_by_text("No problem matches.")).to_be_visible()
