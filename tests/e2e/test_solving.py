import re

from playwright.sync_api import expect

from tests.e2e.browser import verdict, write
from tests.e2e.conftest import Visiting
from tests.e2e.problem import FORGOT, GOOD, RAISES

PROBLEM = "/problems/scale_rows"


def test_a_learner_solves_a_problem_after_two_wrong_tries(judging: str, visiting: Visiting) -> None:
    visit = visiting(judging)
    page = visit.open("/")
    page.get_by_role("link", name="Scale the Rows", exact=True).click()

    write(page, RAISES)
    page.get_by_role("button", name="Submit").click()
    assert verdict(page) == "Runtime error"
    expect(page.locator(".cm-error-line")).to_have_text("    return np.asarray(x) * scale")
    first = page.locator(".cases > li").first
    expect(page.locator(".findings .error")).to_contain_text("NameError")
    expect(first.locator(".printed")).to_have_text("about to fail\n")

    write(page, FORGOT)
    page.get_by_role("button", name="Submit").click()
    expect(page.locator(".hint")).to_contain_text("The factor is missing")
    expect(page.locator(".hint")).to_contain_text("Multiply by factor")
    smallest = page.locator(".smallest")
    expect(smallest).to_contain_text("The smallest failing input")
    smallest.get_by_text("A script to reproduce it").click()
    expect(smallest).to_contain_text("solution.scale_rows(*arguments())")
    expect(page.locator(".cm-error-line")).to_have_count(0)
    expect(page.get_by_role("img", name="Largest error of each case")).to_be_visible()
    expect(first.get_by_role("img", name="Expected and got")).to_be_visible()
    first.get_by_text("The numbers").click()
    expect(first.get_by_role("row", name="1 -4.0 -2.0").first).to_be_visible()
    expect(first.locator(".values")).to_contain_text("2.0")
    # Of a hidden case neither arguments nor outputs are known.
    hidden = page.locator(".cases > li").nth(1)
    hidden.locator("summary").click()
    expect(hidden).to_contain_text("its values are not shown")

    write(page, GOOD)
    page.get_by_role("button", name="Submit").click()
    expect(page.locator(".status")).to_contain_text("4 of 4 cases · score 1")
    assert verdict(page) == "Accepted"

    page.get_by_role("navigation").get_by_role("link", name="Problems").click()
    row = page.locator(".problems > li").filter(has_text="Scale the Rows").first
    expect(row).to_contain_text(re.compile(r"solved · \d+ submissions"))


def test_code_outlives_a_reload_and_can_be_reset(judging: str, visiting: Visiting) -> None:
    page = visiting(judging).open(PROBLEM)
    starter = page.locator(".cm-content").inner_text()
    write(page, "x = 1")
    page.reload()
    expect(page.locator(".cm-content")).to_have_text("x = 1")
    page.get_by_role("button", name="Reset").click()
    assert page.locator(".cm-content").inner_text() == starter
    assert "def scale_rows(x, factor):" in starter
    # It can be taken back.
    page.locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+z")
    expect(page.locator(".cm-content")).to_have_text("x = 1")


def test_a_learner_runs_code_on_the_samples_and_on_an_own_input(
    judging: str, visiting: Visiting
) -> None:
    page = visiting(judging).open(PROBLEM)
    write(page, GOOD.replace("    return", "    print(type(factor), factor)\n    return"))
    page.get_by_role("button", name="Run the samples").click()
    assert verdict(page) == "Accepted"
    expect(page.locator(".cases > li")).to_have_count(1)

    page.get_by_text("Run on your own input").click()
    page.get_by_label("factor", exact=True).fill("[1.0]")
    page.get_by_role("button", name="Run on this input").click()
    expect(page.get_by_text("This is a list")).to_be_visible()
    expect(page.get_by_label("factor", exact=True)).to_be_focused()
    page.get_by_label("factor", exact=True).fill("3.0")
    page.get_by_label("x", exact=True).fill("[[1, NaN]]")
    page.get_by_role("button", name="Run on this input").click()
    expect(page.locator(".status strong")).to_have_text(re.compile("Completed"))
    # What was asked for is open.
    expect(page.locator(".cases .printed")).to_have_text("<class 'float'> 3.0\n")
    expect(page.locator(".cases .values")).to_contain_text("[[3.0, NaN]]")


def test_what_the_judge_refuses_of_an_input_stands_at_its_field(
    judging: str, visiting: Visiting
) -> None:
    visit = visiting(judging)
    visit.expect("422")
    page = visit.open(PROBLEM)
    page.get_by_text("Run on your own input").click()
    page.get_by_label("x", exact=True).fill("[[1, 2], [3]]")
    page.get_by_role("button", name="Run on this input").click()
    expect(page.locator("#error-x")).to_contain_text("ragged")
    expect(page.locator(".status.bad")).to_contain_text("ragged")


def test_by_keyboard_alone(judging: str, visiting: Visiting) -> None:
    page = visiting(judging).open(PROBLEM)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.locator(".cm-content").evaluate("each => each === document.activeElement"):
            break
    expect(page.locator(".cm-content")).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("import numpy as np\nscale_rows = lambda x, factor: np.asarray(x)")
    page.keyboard.press("Control+Shift+Enter")
    assert verdict(page) == "Wrong answer"
    # Tab indents within the editor; after Escape it leaves.
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Run the samples")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".status")).to_contain_text("0 of 1 cases")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.cases > li > details > summary')"):
            break
    page.keyboard.press("Enter")
    expect(page.locator(".cases details").first).not_to_have_attribute("open", "")


def test_a_file_of_500_lines(judging: str, visiting: Visiting) -> None:
    page = visiting(judging).open(PROBLEM)
    source = GOOD + "\n".join(f"# line {number} of a long file" for number in range(500))
    write(page, source + "\nraise ValueError('at the very end')")
    page.get_by_role("button", name="Submit").click()
    expect(page.locator(".findings .error")).to_contain_text("at the very end")
    page.locator(".findings").get_by_role("button", name="line 506").click()
    expect(page.locator(".cm-error-line")).to_be_in_viewport()


def test_history_compares_two_and_opens_an_old_one(judging: str, visiting: Visiting) -> None:
    visit = visiting(judging)
    page = visit.open(PROBLEM)
    for source in (FORGOT, GOOD):
        write(page, source)
        page.get_by_role("button", name="Submit").click()
        expect(page.locator(".status")).to_contain_text("score")
        page.locator(".cases").wait_for()
    page.get_by_role("link", name="History").click()
    boxes = page.get_by_role("checkbox")
    compare = page.get_by_role("button", name="Compare two")
    expect(compare).to_be_disabled()
    boxes.nth(0).check()
    boxes.nth(1).check()
    compare.click()
    expect(page.locator(".diff .removed code")).to_have_text("    return np.asarray(x)")
    expect(page.locator(".diff .added code")).to_contain_text("* np.float32(factor)")
    page.go_back()
    page.get_by_role("link", name="Open in the editor").nth(1).click()
    expect(page.locator(".cm-line").last).to_be_visible()
    expect(page.locator(".cm-content")).not_to_contain_text("np.float32")
    expect(page.locator(".hint")).to_contain_text("The factor is missing")
    page.get_by_role("link", name="History").click()
    page.get_by_role("link", name="wrong answer").first.click()
    expect(page.locator(".hint")).to_contain_text("The factor is missing")
    expect(page.locator(".cm-content")).to_contain_text("def scale_rows")
