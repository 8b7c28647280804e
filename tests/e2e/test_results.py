"""Results lead: what failed comes first, and once."""

from playwright.sync_api import expect

from tests.e2e.browser import PATIENCE_MS, verdict, write
from tests.e2e.conftest import Visiting
from tests.e2e.problem import GOOD

PROBLEM = "/problems/scale_rows"
_LONG = f"start {'word ' * 200}at the end"
_FAILING = GOOD.replace("    return", f"    raise ValueError({_LONG!r})\n    return")


def test_of_a_thousand_cases_those_that_failed_come_first(judging: str, visiting: Visiting) -> None:
    page = visiting(judging).open("/")
    answer = page.request.post(
        "/api/v1/submissions",
        data={"problem": "scale_rows", "source": GOOD},
        headers={"Prefer": "wait=30"},
        timeout=2 * PATIENCE_MS,
    )
    judged = answer.json()
    case = judged["cases"][0]
    judged["cases"] = [{**case, "name": f"case {number}"} for number in range(1000)]
    for number in (500, 900):
        judged["cases"][number]["verdict"] = "wrong_answer"
    address = f"/submissions/{judged['id']}"
    page.route(f"**/api/v1{address}", lambda route: route.fulfill(json=judged))
    page.goto(address)
    names = page.locator(".cases .name")
    expect(names).to_have_count(100)
    assert names.all_inner_texts()[:4] == ["case 500", "case 900", "case 0", "case 1"]
    page.get_by_label("Failed only (2 of 1000)").check()
    expect(names).to_have_count(2)
    page.get_by_label("Failed only (2 of 1000)").uncheck()
    page.get_by_role("button", name="Show all 1000").click()
    expect(names).to_have_count(1000)


def test_what_went_wrong_is_said_once_and_with_what_to_do(judging: str, visiting: Visiting) -> None:
    visit = visiting(judging, viewport={"width": 360, "height": 640})
    visit.expect("ERR_INTERNET_DISCONNECTED")
    page = visit.open(PROBLEM)
    write(page, " ")
    page.get_by_role("button", name="Submit").click()
    expect(page.locator(".status.bad")).to_contain_text("There is no code in the editor.")

    write(page, _FAILING)
    visit.context.set_offline(True)
    page.get_by_role("button", name="Submit").click()
    expect(page.locator(".status.bad")).to_contain_text("Your code stays in the editor.")
    visit.context.set_offline(False)
    page.get_by_role("button", name="Submit").click()
    assert verdict(page) == "Runtime error"
    expect(page.locator(".status")).to_be_in_viewport()
    expect(page.locator(".smallest")).to_contain_text("the same error")
    assert page.locator(".results").inner_text().count("at the end") == 1
