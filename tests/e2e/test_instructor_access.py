"""Who may open the instructor's pages, and what they say where the service refuses."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from graders.problem.archive import pack
from tests.e2e.browser import violations
from tests.e2e.conftest import Visiting
from tests.e2e.servers import KeyedServer

PROBLEM = "/author/scale_rows"
API = "/api/v1/problems/scale_rows"


def signed_in(keyed: KeyedServer, visiting: Visiting, path: str, *expected: str) -> Page:
    visit = visiting(keyed.url)
    for pattern in expected:
        visit.expect(pattern)
    page = visit.open(f"/sign-in?next={path}#token={keyed.author_key}")
    expect(page).to_have_url(f"{keyed.url}{path}")
    return page


def test_an_author_signs_in_by_a_link(keyed: KeyedServer, visiting: Visiting) -> None:
    page = visiting(keyed.url).open(f"/sign-in#token={keyed.author_key}")
    expect(page.get_by_role("heading", name="Authoring")).to_be_visible()
    assert page.get_by_role("navigation", name="Main").inner_text().split() == [
        "Authoring",
        "Learners",
        "Statistics",
    ]
    page.get_by_role("link", name="Scale the Rows").click()
    expect(page.get_by_role("heading", name="4 cases")).to_be_visible()


def test_a_learner_sees_no_way_there(keyed: KeyedServer, visiting: Visiting) -> None:
    visit = visiting(keyed.url)
    visit.expect("403")
    page = visit.open(f"/sign-in?next=/problems/scale_rows#token={keyed.token('ada')}")
    expect(page.get_by_role("heading", name="Scale the Rows")).to_be_visible()
    assert page.locator("a[href^='/author']").count() == 0
    page.goto(PROBLEM)
    expect(page.get_by_role("heading", name="Forbidden")).to_be_visible()


def test_what_is_wrong_with_a_field_is_told_there(keyed: KeyedServer, visiting: Visiting) -> None:
    page = signed_in(keyed, visiting, f"{PROBLEM}/case")
    page.get_by_label("x", exact=True).fill("[1.0, ")
    page.get_by_label("Weight").fill("much")
    page.get_by_role("button", name="Preview").click()
    for said in ("Enter a name.", "nor a list of numbers", "Enter a value.", "Enter a number"):
        expect(page.get_by_text(said)).to_be_visible()
    expect(page.get_by_label("Name")).to_be_focused()
    assert violations(page) == []


def test_what_the_service_refuses_is_told(keyed: KeyedServer, visiting: Visiting) -> None:
    page = signed_in(keyed, visiting, f"{PROBLEM}/case", "422")
    page.get_by_label("Name").fill("sample")
    page.get_by_label("x", exact=True).fill("[1.0]")
    page.get_by_label("factor", exact=True).fill("2.0")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("alert")).to_contain_text("names must differ: sample")
    assert violations(page) == []


def test_of_two_authors_the_second_is_told(keyed: KeyedServer, visiting: Visiting) -> None:
    page = signed_in(keyed, visiting, PROBLEM, "412")
    case = {"name": "between", "arguments": {"x": 1.0, "factor": 2.0}}
    origin = {"Origin": keyed.url}
    assert page.request.post(f"{API}/cases", data={"case": case}, headers=origin).status == 201
    page.get_by_role("button", name="Remove sample").click()
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_role("alert")).to_contain_text("Somebody else has changed the problem")
    page.get_by_role("link", name="Load the page again").click()
    expect(page.get_by_role("row", name="between")).to_be_visible()


def test_a_session_that_ends_keeps_the_form(keyed: KeyedServer, visiting: Visiting) -> None:
    page = signed_in(keyed, visiting, f"{PROBLEM}/case?kind=generator", "401")
    page.context.clear_cookies()
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("alert")).to_contain_text("Your session has ended.")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Another problem's package."""
    files = {
        "problem.toml": b'name = "double"\ntitle = "Double it"\ndifficulty = "easy"\n'
        b'[entry_point]\nfunction = "double"\nparameters = ["x"]\n'
        b'[[cases]]\nname = "shown"\narguments = { x = 1.5 }\n',
        "statement.md": b"Return twice `x`.\n",
        "solution.py": b"def double(x):\n    return 2 * x\n",
    }
    path = tmp_path / "double.zip"
    path.write_bytes(pack("double", files))
    return path


def test_a_problem_is_taken_in_given_out_and_put_away(
    keyed: KeyedServer, visiting: Visiting, archive: Path
) -> None:
    page = signed_in(keyed, visiting, "/author", "422")
    page.get_by_label("Package").set_input_files(archive)
    page.get_by_role("button", name="Check it").click()
    report = page.get_by_role("heading", name=re.compile("^The cases"))
    expect(report).to_be_focused()
    # What is no problem yet has no page of its own.
    page.goto("/author")
    earlier = page.get_by_role("group", name="Earlier checks").get_by_role("row")
    earlier.filter(has_text="double").get_by_role("link").click()
    expect(report).to_be_focused()
    page.get_by_label("Package").set_input_files(archive)
    page.get_by_role("button", name="Import it").click()
    # It is published there, which leads to its page once more.
    page.wait_for_url(re.compile(r"/author/double\?before="))
    expect(page.get_by_role("heading", name="Double it")).to_be_visible()
    page.get_by_role("link", name="Package").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download double.zip").click()
    assert download.value.path().read_bytes() == archive.read_bytes()

    wrong = io.BytesIO()
    with zipfile.ZipFile(wrong, "w") as made:
        made.writestr("double/problem.toml", "name = 1\n")
    file = {"name": "wrong.zip", "mimeType": "application/zip", "buffer": wrong.getvalue()}
    page.get_by_label("Package").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Import it").click()
    expect(page.get_by_role("alert").filter(has_text="problem.toml")).to_be_visible()

    page.get_by_role("button", name="Archive it").click()
    page.get_by_role("dialog").get_by_role("button", name="Archive it").click()
    expect(page.get_by_role("heading", name="Restore")).to_be_visible()
    page.get_by_role("button", name="Restore it").click()
    expect(page.get_by_role("heading", name="Archive")).to_be_visible()
