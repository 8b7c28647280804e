"""A problem from nothing to its learners, by an instructor who has a browser only."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import shortcomings, write
from tests.e2e.conftest import Visiting
from tests.e2e.test_instructor import PATIENCE_MS, said

PAGE = "/author/reach_of_rows"
# Nothing in it has to be compiled, so it takes no time.
SOLUTION = """\
import numpy as np


def reach_of_rows(x, reach):
    return np.clip(np.asarray(x), -np.float32(reach), np.float32(reach))
"""
FORGOT = '''\
"""Only one side is cut off

What is below -reach is cut off as well.
"""

import numpy as np


def reach_of_rows(x, reach):
    return np.minimum(np.asarray(x), np.float32(reach))
'''


def save(page: Page) -> None:
    draft = page.get_by_role("region", name="Draft")
    before = draft.locator("code").first.inner_text()
    page.get_by_role("button", name="Save to the draft").click()
    expect(draft.locator("code").first).not_to_have_text(before)
    expect(draft.get_by_role("status").first).to_have_text("Saved.")


# It is checked and published by the real judge, and audited.
@pytest.mark.timeout(600)
def test_it_is_begun_written_checked_published_and_solved(judging: str, visiting: Visiting) -> None:
    visit = visiting(judging)
    # A name that is no identifier, one that is taken, a type that it can't begin with; an
    # example that explains nothing.
    visit.expect("409|422")
    page = visit.open("/author")
    page.get_by_role("link", name="New problem").click()
    page.get_by_role("button", name="Begin it").click()
    expect(page.get_by_text("Enter a title.")).to_be_visible()
    page.get_by_label("Title").fill("The 1st Reach of Rows")
    expect(page.get_by_label("Name")).to_have_value("the_1st_reach_of_rows")
    page.get_by_label("Name").fill("stretch_rows")
    page.get_by_label("Its arguments").fill("x, reach: nnx.Rngs")
    page.get_by_role("button", name="Begin it").click()
    expect(page.get_by_role("alert")).to_contain_text("'reach' begins as jax.Array")
    page.get_by_label("Its arguments").fill("x, reach: float")
    page.get_by_role("button", name="Begin it").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem of this name already")
    page.get_by_label("Name").fill("reach_of_rows")
    expect(page.get_by_text("Learners write reach_of_rows(x, reach).")).to_be_visible()
    assert shortcomings(page) == []
    page.get_by_role("button", name="Begin it").click()

    page.wait_for_url(re.compile(f"{PAGE}/content"))
    draft = page.get_by_role("region", name="Draft")
    expect(draft).to_contain_text("learners don't see it until it is published")
    page.get_by_label("Statement, in Markdown").fill("Cut `x` off at `reach`, on both sides.\n")
    save(page)
    draft.get_by_role("link", name="Files").click()

    page.get_by_label("solution.py").fill(SOLUTION)
    for path in (
        "warm_up.py",
        "submissions/accepted/multiplied.py",
        "submissions/wrong_answer/not_squared.py",
        "submissions/wrong_answer/last_left_out.py",
    ):
        page.locator("summary").filter(has_text=path).click()
        page.get_by_role("button", name=f"Remove {path}").click()
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("Enter a path.")).to_be_visible()
    for path, source in (
        ("submissions/wrong_answer/one_side.py", FORGOT),
        ("submissions/accepted/clip.py", SOLUTION),
    ):
        page.get_by_label("Another file").fill(path)
        page.get_by_role("button", name="Add it").click()
        page.get_by_label(path, exact=True).fill(source)
    assert shortcomings(page) == []
    save(page)
    expect(page.get_by_text("submissions/wrong_answer/one_side.py", exact=True)).to_be_visible()

    draft.get_by_role("link", name="Check").click()
    page.get_by_role("button", name="Check the draft").click()
    expect(page.get_by_role("heading", name=re.compile("^The cases"))).to_be_focused(
        timeout=PATIENCE_MS
    )
    matrix = page.get_by_role("group", name="Mistakes and cases")
    expect(matrix.get_by_role("row", name="one side")).to_contain_text("caught")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(said(page, "is live")).to_be_visible(timeout=PATIENCE_MS)

    page.get_by_role("link", name="As learners see it").click()
    expect(page.get_by_text("Cut x off at reach, on both sides.")).to_be_visible()
    write(page, SOLUTION)
    page.get_by_role("button", name="Submit").click()
    expect(page.locator(".status strong")).to_contain_text("Accepted", timeout=PATIENCE_MS)
    # Other tests' pages list what there is.
    page.request.post("/api/v1/problems/reach_of_rows/archive")


def test_a_file_that_breaks_the_problem_is_told(judging: str, visiting: Visiting) -> None:
    visit = visiting(judging)
    visit.expect("422")
    page = visit.open("/author/stretch_rows/files")
    page.get_by_role("button", name="Save and publish").click()
    expect(page.get_by_text("Nothing was changed.")).to_be_visible()
    spec = page.get_by_label("problem.toml")
    spec.fill(spec.input_value().replace("difficulty", "dificulty"))
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.get_by_role("alert").last).to_contain_text("did you mean difficulty?")
