import csv
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Page, expect

from tests.e2e.browser import shortcomings
from tests.e2e.conftest import Visiting
from tests.e2e.problem import FORGOT, GOOD, RAISES
from tests.e2e.servers import KeyedServer

STATISTICS = "/problems/scale_rows/statistics"


def judged(url: str, *handed_in: tuple[str, str]) -> dict[str, Any]:
    """Have submissions judged, each a learner and a file; what the API then tells."""
    with httpx.Client(base_url=url, timeout=60) as client:
        for learner, source in handed_in:
            submission = {"problem": "scale_rows", "source": source, "learner": learner}
            answer = client.post(
                "/api/v1/submissions", json=submission, headers={"Prefer": "wait=60"}
            )
            assert answer.status_code == 200
        statistics: dict[str, Any] = client.get(f"/api/v1{STATISTICS}").json()
        return statistics


def total(page: Page, name: str) -> str:
    return page.locator(f".totals div:has(dt:text-is('{name}')) dd").inner_text()


def test_the_plots_and_the_numbers_tell_what_was_judged(judging: str, visiting: Visiting) -> None:
    found = judged(judging, ("ada", FORGOT), ("ada", FORGOT), ("ada", GOOD), ("bob", RAISES))
    page = visiting(judging).open("/")
    page.get_by_role("link", name="Statistics").click()
    page.wait_for_url("**/statistics")
    page.get_by_role("link", name="Scale the Rows").click()
    page.locator(".sections .csv").first.wait_for()
    assert total(page, "Submissions") == str(found["submissions"])
    assert f"{found['solved_by']} of {found['learners']} learners" in total(page, "Solved by")
    plots = page.get_by_role("img")
    expect(plots).to_have_count(7)
    for plot in plots.all():
        assert plot.locator("title").first.text_content()
        assert plot.locator("desc").text_content()
    [mistake] = [each for each in found["mistakes"] if each["mistake"] == "forgot_factor"]
    mistakes = page.locator("section", has=page.get_by_role("heading", name="Mistakes"))
    expect(mistakes.locator("svg")).to_contain_text("The factor is missing")
    mistakes.get_by_text("The numbers").click()
    row = mistakes.get_by_role("row").filter(has_text="The factor is missing")
    expect(row).to_contain_text(str(mistake["submissions"]))
    until_accepted = page.locator(
        "section", has=page.get_by_role("heading", name="Submissions until accepted")
    )
    expect(until_accepted.locator("figcaption")).to_contain_text(
        f"{found['solved_by']} of {found['learners']} learners solved it"
    )


def test_a_table_is_downloaded_as_a_file(judging: str, visiting: Visiting) -> None:
    found = judged(judging, ("ada", FORGOT))
    page = visiting(judging).open(STATISTICS)
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Cases that fail most as CSV").click()
    assert downloading.value.suggested_filename == "scale_rows-cases.csv"
    with Path(downloading.value.path()).open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["case"], int(row["failed"])) for row in rows] == [
        (each["case"], each["failed"]) for each in found["cases"]
    ]


def test_days_without_submissions_show_none(judging: str, visiting: Visiting) -> None:
    page = visiting(judging).open(STATISTICS)
    page.get_by_label("to", exact=True).fill("2001-01-31")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("Nothing was judged on these days.")).to_be_visible()
    assert total(page, "Submissions") == "0"
    page.get_by_role("link", name="All days").click()
    expect(page.get_by_label("to", exact=True)).to_have_value("")


def test_neither_page_has_shortcomings(judging: str, visiting: Visiting) -> None:
    judged(judging, ("ada", FORGOT))
    page = visiting(judging).open(STATISTICS)
    page.locator(".sections .csv").first.wait_for()
    assert shortcomings(page) == []
    page.goto("/statistics")
    assert shortcomings(page) == []
    with page.expect_download() as downloading:
        page.get_by_role("link", name="All problems as CSV").click()
    assert downloading.value.suggested_filename == "problems.csv"


def test_learners_lead_to_what_each_is_stuck_on(judging: str, visiting: Visiting) -> None:
    judged(judging, *[("grace", FORGOT)] * 3)
    page = visiting(judging).open("/learners?learner=grace")
    page.get_by_role("combobox", name="Show").select_option("stuck")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("row")).to_have_count(2)
    assert shortcomings(page) == []
    page.get_by_role("link", name="grace").click()
    expect(page.get_by_role("heading", name="grace")).to_be_visible()
    assert shortcomings(page) == []
    page.get_by_role("link", name="3", exact=True).click()
    expect(page.get_by_text("Only those of grace")).to_be_visible()


def test_who_is_no_author_is_told_so(keyed: KeyedServer, visiting: Visiting) -> None:
    visit = visiting(keyed.url)
    visit.expect("403")
    page = visit.open(f"/sign-in#token={keyed.token('ada')}")
    expect(page.get_by_role("link", name="History")).to_be_visible()
    expect(page.get_by_role("link", name="Statistics")).to_have_count(0)
    page.goto(STATISTICS)
    expect(page.get_by_role("heading", name="Forbidden")).to_be_visible()
