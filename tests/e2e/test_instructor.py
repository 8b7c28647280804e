import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from graders.problem.archive import unpack
from tests.e2e.browser import shortcomings
from tests.e2e.conftest import Visiting
from tests.e2e.problem import ABSOLUTE, FORGOT, SLOW

NAME = "stretch_rows"
PROBLEM = f"/author/{NAME}"
API = f"/api/v1/problems/{NAME}"
WAIT = {"Prefer": "wait=60"}
# A publication runs the reference and every example.
PATIENCE_MS = 120_000


def submitted(page: Page, source: str) -> str:
    """The id of a submission that has its verdict."""
    body = {"problem": NAME, "source": source}
    answer = page.request.post("/api/v1/submissions", data=body, headers={"Prefer": "wait=60"})
    assert answer.status == 200
    identity: str = answer.json()["id"]
    return identity


def live_revision(page: Page) -> str:
    revision: str = page.request.get(f"{API}/cases").json()["revision"]
    return revision


def changed(page: Page, name: str) -> str:
    """The revision that one case more has made."""
    case = {"name": name, "arguments": {"x": {"dtype": "float32", "values": [1.0]}, "factor": 3.0}}
    answer = page.request.post(
        f"{API}/cases?note=by+{name}&publish=true", data={"case": case}, headers=WAIT
    )
    assert answer.status == 201
    revision: str = answer.json()["revision"]
    return revision


def said(page: Page, text: str) -> Locator:
    """A message; while a page works it shows others."""
    return page.get_by_role("status").filter(has_text=text)


@pytest.fixture(autouse=True)
def no_draft(judging: str) -> None:
    """What a test that failed left in the draft would fail those after it."""
    httpx.delete(f"{judging}{API}/draft")


def fill_in(page: Page, name: str, factor: str) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("x", exact=True).fill("[[1.0, -2.0]]")
    page.get_by_label("factor", exact=True).fill(factor)


def tab_to(page: Page, target: Locator) -> None:
    for _ in range(80):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{target} can't be reached by keyboard")


def test_a_case_is_tried_then_saved_and_old_submissions_are_judged_again(
    judging: str, visiting: Visiting
) -> None:
    page = visiting(judging).open("/author")
    identity = submitted(page, ABSOLUTE)
    page.get_by_role("link", name="Stretch the Rows").click()
    page.get_by_role("link", name="Add a case").click()
    fill_in(page, "negative factor", "-3.0")
    page.get_by_label("Message to learners who fail it").fill("Think of signs.")
    page.get_by_role("button", name="Preview").click()

    preview = page.locator("[data-part=preview]")
    expect(preview).to_contain_text("It catches what no other case catches: absolute factor.")
    expect(preview.locator(".values")).to_contain_text("[[-3.0, 6.0]]")
    expect(preview.get_by_role("row", name="accepted/good")).to_contain_text("✓ passes")
    expect(preview.get_by_role("row", name="absolute factor")).to_contain_text("✗ fails")
    expect(preview.get_by_role("row", name="unfinished")).to_contain_text("ends before it")
    assert live_revision(page) == page.locator("[data-revision]").get_attribute("data-revision")

    would = preview.get_by_role("group", name="Verdicts that would change")
    expect(would.get_by_role("row", name=identity[:12])).to_contain_text("wrong answer")

    preview.get_by_label("Why").fill("signs")
    preview.get_by_role("button", name="Save").click()
    expect(said(page, "Saved")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("row", name="negative factor")).to_contain_text("Think of signs.")

    page.get_by_role("link", name="judge them again").click()
    page.get_by_role("button", name="Preview").click()
    expect(preview.get_by_role("group", name="Changes by kind")).to_contain_text("wrong answer")
    one = preview.get_by_role("row", name=identity[:12])
    expect(one).to_contain_text(re.compile("accepted.*wrong answer"))
    read = page.request.get(f"/api/v1/submissions/{identity}").json()
    assert read["verdict"] == "accepted"
    # It is listed at once, and found again.
    earlier = page.get_by_role("group", name="Earlier rejudges").get_by_role("row")
    earlier.filter(has_text="not applied").first.get_by_role("link").click()
    preview.get_by_role("button", name="Apply").click()
    page.get_by_role("dialog").get_by_role("button", name="Apply").click()
    expect(preview).to_contain_text("Applied")
    expect(earlier.nth(1)).to_contain_text("✓ applied")
    one.get_by_role("link").click()
    expect(page.locator(".status strong")).to_contain_text("Wrong answer")
    expect(page.locator(".cases")).to_contain_text("negative factor")


def test_what_was_changed_after_the_preview_is_not_saved(judging: str, visiting: Visiting) -> None:
    page = visiting(judging).open(f"{PROBLEM}/case")
    before = live_revision(page)
    fill_in(page, "a small factor", "0.5")
    page.get_by_role("button", name="Preview").click()
    save = page.get_by_role("button", name="Save")
    expect(save).to_have_attribute("aria-disabled", "false")
    page.get_by_label("Weight").fill("2")
    expect(save).to_have_attribute("aria-disabled", "true")
    expect(page.get_by_text("The form was changed: preview it again.")).to_be_visible()
    save.press("Enter")
    page.get_by_role("button", name="Preview").click()
    expect(save).to_have_attribute("aria-disabled", "false")
    assert live_revision(page) == before


def test_a_case_is_changed_where_it_stands_and_removed(judging: str, visiting: Visiting) -> None:
    page = visiting(judging).open(PROBLEM)
    changed(page, "to be changed")
    page.reload()
    page.get_by_role("link", name="to be changed").click()
    expect(page.get_by_label("factor", exact=True)).to_have_value("3.0")
    page.get_by_label("factor", exact=True).fill("4.0")
    page.get_by_label("An output is right if it is").select_option("ulp")
    page.get_by_label("max_ulps").fill("2")
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name="Save").click()
    expect(said(page, "Saved")).to_be_visible(timeout=PATIENCE_MS)
    row = page.get_by_role("row", name="to be changed")
    expect(row).to_contain_text("2 steps of the type")
    expect(row).to_contain_text("4.0")
    row.get_by_role("button", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove it").click()
    expect(page.get_by_role("row", name="to be changed")).to_have_count(0)
    expect(said(page, "Saved")).to_be_visible(timeout=PATIENCE_MS)


def test_a_broken_change_stays_a_draft(judging: str, visiting: Visiting) -> None:
    page = visiting(judging).open(PROBLEM)
    before = live_revision(page)
    answer = page.request.get(f"{API}/package")
    _, files = unpack(answer.body(), Path("package"))
    texts = {path: content.decode() for path, content in files.items()}
    texts["solution.py"] = "def scale_rows(x, factor):\n    return undefined_name\n"
    body = {"name": NAME, "files": texts}
    page.request.put(f"{API}/package", data=body)
    page.reload()
    page.get_by_role("button", name="Publish", exact=True).click()
    draft = page.get_by_role("region", name="Draft")
    expect(draft).to_contain_text("It was not published.", timeout=PATIENCE_MS)
    expect(draft).to_contain_text("NameError")
    assert page.request.get(f"/api/v1/problems/{NAME}").json()["revision"] == before
    page.get_by_role("button", name="Discard the draft").click()
    page.get_by_role("dialog").get_by_role("button", name="Discard it").click()
    expect(page.get_by_role("button", name="Discard the draft")).to_have_count(0)


def test_a_generator_is_changed_as_text(judging: str, visiting: Visiting) -> None:
    page = visiting(judging).open(PROBLEM)
    page.get_by_role("link", name="random").click()
    text = page.get_by_label("The generator, with the keys")
    expect(text).to_have_value(re.compile('"low": 2.0, "high": 5.0'))
    text.fill("{")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text("This is not JSON")).to_be_visible()
    page.reload()
    drawn = '"low": 2.0, "high": 5.0'
    text.fill(text.input_value().replace(drawn, '"low": -5.0, "high": -2.0'))
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("row", name="absolute factor")).to_contain_text("✗ fails")
    expect(page.locator("[data-part=report] details")).to_have_count(3)


def test_a_check_tells_what_no_case_catches(judging: str, visiting: Visiting) -> None:
    page = visiting(judging).open(f"{PROBLEM}/check")
    page.get_by_role("button", name="Check the live revision").click()
    expect(page.get_by_role("heading", name=re.compile("^The cases"))).to_be_focused()
    matrix = page.get_by_role("group", name="Mistakes and cases")
    expect(matrix.get_by_role("row", name="forgot factor")).to_contain_text("caught")
    expect(matrix.get_by_role("row", name="unfinished")).to_contain_text("before any case")
    expect(page.locator(".mutant .removed").first).to_contain_text("np.asarray(x)")
    expect(page.get_by_role("group", name="Trivial answers")).to_contain_text("rejected")
    plot = page.get_by_role("img", name="How far rounding moves the reference's outputs")
    expect(plot).to_be_visible()
    page.get_by_text("The numbers").click()
    expect(page.get_by_role("row", name="in float64")).to_be_visible()
    # It is listed at once, and found again, as is a preview.
    earlier = page.get_by_role("group", name="Earlier checks and previews").get_by_role("row")
    expect(earlier.nth(1)).to_contain_text("check")
    expect(earlier.nth(1).locator(f"a[href$='{page.url.partition('?')[2]}']")).to_be_visible()
    case = {"name": "tried once", "arguments": {"x": 1.0, "factor": 2.0}}
    wait = {"Prefer": "wait=60"}
    page.request.post(f"{API}/cases/preview", data={"case": case}, headers=wait)
    page.goto(f"{PROBLEM}/check")
    earlier.filter(has_text="check").first.get_by_role("link").click()
    expect(page.get_by_role("heading", name=re.compile("^The cases"))).to_be_focused()
    earlier.filter(has_text="preview of tried once").get_by_role("link").click()
    expect(page.get_by_role("heading", name="Preview of tried once")).to_be_focused()
    expect(page.get_by_role("heading", name="Which examples pass")).to_be_visible()


def test_a_preview_that_is_left_goes_on_and_is_in_the_way_of_another(
    judging: str, visiting: Visiting
) -> None:
    visit = visiting(judging)
    visit.expect("429")
    page = visit.open(f"{PROBLEM}/case")
    # A preview begins nothing while the one slot is taken.
    body = {"problem": NAME, "source": SLOW.replace("0.7", "2.2")}
    slow = page.request.post("/api/v1/submissions", data=body).json()["id"]
    fill_in(page, "left alone", "2.5")
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name="Stop").wait_for()
    page.reload()
    expect(page.get_by_text("A preview of left alone is under way")).to_be_visible()
    fill_in(page, "another one", "2.5")
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("link", name="See the check that is under way").click()
    page.wait_for_url(re.compile(f"{PROBLEM}/check"))
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Stopped.")).to_be_visible()
    page.request.delete(f"/api/v1/submissions/{slow}")


def test_a_check_outlives_its_page_and_a_broken_connection(
    judging: str, visiting: Visiting
) -> None:
    visit = visiting(judging)
    visit.expect("failed: .*/checks/")
    visit.expect("ERR_INTERNET_DISCONNECTED")
    page = visit.open(f"{PROBLEM}/check")
    # A check begins nothing while the one slot is taken.
    body = {"problem": NAME, "source": SLOW.replace("0.7", "2.2")}
    slow = page.request.post("/api/v1/submissions", data=body).json()["id"]
    page.get_by_role("button", name="Check the live revision").click()
    page.wait_for_url(re.compile("id="))
    page.reload()
    page.get_by_role("button", name="Stop").wait_for()
    visit.context.set_offline(True)
    expect(page.get_by_text("The connection broke; trying again")).to_be_visible()
    visit.context.set_offline(False)
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Stopped.")).to_be_visible()
    page.request.delete(f"/api/v1/submissions/{slow}")


def test_an_old_revision_is_compared_and_made_live_again(judging: str, visiting: Visiting) -> None:
    page = visiting(judging).open(f"{PROBLEM}/revisions")
    before = live_revision(page)
    after = changed(page, "rolled back")
    page.reload()
    # The table of what went live names it again below.
    expect(page.get_by_role("row", name=after).first).to_contain_text("by rolled back")
    for revision in (before, after):
        page.get_by_role("checkbox", name=revision).check()
    page.get_by_role("button", name="Compare two").click()
    expect(page.locator(".diff .added").filter(has_text="rolled back")).to_have_count(1)
    page.go_back()
    page.get_by_role("button", name=f"Make live: {before}").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    assert live_revision(page) == after
    page.get_by_role("button", name=f"Make live: {before}").click()
    page.get_by_role("dialog").get_by_role("button", name="Make it live").click()
    expect(page.get_by_role("status").first).to_contain_text("is live again")
    expect(page.get_by_role("row", name=before).first).to_contain_text("✓ live")
    assert live_revision(page) == before


def test_a_case_is_added_by_keyboard(judging: str, visiting: Visiting) -> None:
    page = visiting(judging).open(PROBLEM)
    tab_to(page, page.get_by_role("link", name="Add a case"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Add a case")).to_be_visible()
    for label, text in (
        ("Name", "by keyboard"),
        ("x", "[[1.0, 2.0]]"),
        ("factor", "-1.5"),
        ("Weight", ""),
    ):
        tab_to(page, page.get_by_label(label, exact=True))
        page.keyboard.type(text)
    tab_to(page, page.get_by_role("button", name="Preview"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Preview")).to_be_focused()
    tab_to(page, page.get_by_role("button", name="Save"))
    page.keyboard.press("Enter")
    expect(said(page, "Saved")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("row", name="by keyboard")).to_be_visible()


@pytest.fixture(scope="module")
def judged_again(judging: str, browser: Browser) -> dict[str, str]:
    """The ids of a check that has its report, and of a rejudge that would change a verdict."""
    page = browser.new_context(base_url=judging).new_page()
    submitted(page, FORGOT)
    submitted(page, ABSOLUTE)
    before = live_revision(page)
    case = {"name": "minus one", "arguments": {"x": 1.0, "factor": -1.0}}
    wanted = page.request.post(
        f"{API}/cases?publish=true", data={"case": case}, headers=WAIT
    ).json()
    again = {"problem": NAME, "revision": wanted["revision"]}
    rejudge = page.request.post("/api/v1/rejudges", data=again).json()
    page.request.post(f"{API}/revisions/{before}/make-live")
    check = page.request.post(f"{API}/check", headers={"Prefer": "wait=60"}).json()
    # What is tried later would be refused while it is under way.
    assert check["status"] == "finished"
    page.context.close()
    return {"check": check["id"], "rejudge": rejudge["id"]}


# The audit of so many pages takes minutes on a busy machine.
@pytest.mark.timeout(600)
def test_no_page_has_shortcomings(
    judging: str, judged_again: dict[str, str], visiting: Visiting
) -> None:
    page = visiting(judging).open("/author")
    assert shortcomings(page) == []
    for path in ("", "/content", "/check", "/revisions", "/package", "/case?kind=generator"):
        page.goto(f"{PROBLEM}{path}")
        assert shortcomings(page) == []
    page.goto(f"{PROBLEM}/changes?new={live_revision(page)}")
    page.locator(".diff").first.wait_for()
    assert shortcomings(page) == []
    page.goto(f"{PROBLEM}/case")
    page.get_by_label("An output is right if it is").select_option("allclose")
    fill_in(page, "a new one", "-3.0")
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("heading", name="Which examples pass").wait_for()
    assert shortcomings(page) == []
    page.goto(f"{PROBLEM}/check?id={judged_again['check']}")
    page.get_by_role("heading", name="The tolerance").wait_for()
    assert shortcomings(page) == []
    page.goto(f"{PROBLEM}/rejudge?id={judged_again['rejudge']}")
    page.get_by_role("button", name="Apply").wait_for()
    assert shortcomings(page) == []
    page.goto(PROBLEM)
    page.get_by_role("button", name="Remove").first.click()
    page.get_by_role("dialog").wait_for()
    assert shortcomings(page) == []


def test_the_content_is_edited_and_the_statement_shown_beside(
    judging: str, visiting: Visiting
) -> None:
    visit = visiting(judging)
    # A limit that is too high.
    visit.expect("422")
    page = visit.open(f"{PROBLEM}/content")
    page.get_by_label("Statement, in Markdown").fill("Return *each row* of `x`, scaled.\n")
    rendering = page.get_by_role("region", name="As learners see it")
    expect(rendering.locator("em")).to_have_text("each row")
    page.get_by_label("Hints, in Markdown").fill("Think of rows.\n---\nMultiply.")
    page.get_by_label("Difficulty").select_option("hard")
    page.get_by_label("Title").fill(" ")
    page.get_by_label("Seconds wall_s").fill("a while")
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.get_by_text("Enter a title.")).to_be_visible()
    expect(page.get_by_text("Enter a number.")).to_be_visible()
    page.get_by_label("Title").fill("Stretch Every Row")
    page.get_by_label("Seconds wall_s").fill("1000")
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.get_by_role("alert")).to_contain_text("limits.wall_s")
    page.get_by_label("Seconds wall_s").fill("7")
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.get_by_text("This is a draft")).to_be_visible()
    expect(page.get_by_role("heading", name="Stretch Every Row")).to_be_visible()
    content = page.request.get(f"{API}/content").json()
    assert content["difficulty"] == "hard"
    assert content["statement"] == "Return *each row* of `x`, scaled.\n"
    assert content["hints"] == ["Think of rows.", "Multiply."]
    assert content["limits"] == {"wall_s": 7}
    assert shortcomings(page) == []

    page.get_by_role("link", name="Add an example").click()
    page.get_by_label("Name").fill("wrong")
    page.get_by_label("Source").fill('"""All of it is lost\n\nKeep x."""\n\n' + FORGOT)
    page.get_by_role("button", name="Save to the draft").click()
    row = page.get_by_role("row").filter(has_text="All of it is lost")
    row.get_by_role("link").click()
    expect(page.get_by_label("Name")).to_have_value("wrong")
    assert shortcomings(page) == []
    page.go_back()
    row.get_by_role("button", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove it").click()
    expect(row).to_have_count(0)
    page.get_by_role("button", name="Discard the draft").click()
    page.get_by_role("dialog").get_by_role("button", name="Discard it").click()
    expect(page.get_by_text("This is a draft")).to_have_count(0)


def test_the_most_frequent_unknown_mistake_is_made_known(judging: str, visiting: Visiting) -> None:
    page = visiting(judging).open("/author")
    halved = ABSOLUTE.replace("abs(factor)", "factor / 2")
    for source in (halved, f"# Mine.\n{halved}"):
        submitted(page, source)
    page.goto(f"/problems/{NAME}/statistics")
    unknown = page.get_by_role("group", name="Mistakes that are not known yet")
    row = unknown.get_by_role("row").filter(has_text="2").first
    expect(row).to_contain_text("wrong answer")
    assert shortcomings(page) == []
    row.get_by_role("link").click()
    page.get_by_label("The mistake in a few words").fill("Only half the factor")
    page.get_by_label("What to do about it").fill("Multiply by all of it.")
    assert shortcomings(page) == []
    page.get_by_role("button", name="Make this a known mistake").click()
    examples = page.get_by_role("group", name="Examples")
    expect(examples.get_by_role("row", name="only_half_the_factor")).to_contain_text(
        "Multiply by all of it."
    )
    page.goto(f"/problems/{NAME}/statistics")
    expect(unknown).to_contain_text("made into only half the factor")
    page.goto(f"{PROBLEM}/content")
    page.get_by_role("button", name="Discard the draft").click()
    page.get_by_role("dialog").get_by_role("button", name="Discard it").click()
    expect(page.get_by_text("This is a draft")).to_have_count(0)
