import json
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.e2e.browser import Visit, verdict, write
from tests.e2e.conftest import EMBEDDER, Visiting
from tests.e2e.problem import GOOD
from tests.e2e.servers import KeyedServer

STRANGER = "http://localhost:8901"
PAGE = """<!doctype html><title>A course</title><script>
window.messages = [];
addEventListener("message", (event) => messages.push({{ origin: event.origin, data: event.data }}));
</script><iframe title="Exercise" width="1000" height="800" src="{frame}"></iframe>"""


def course(visit: Visit, origin: str, frame: str) -> Page:
    """A page of a course, of that origin, around a frame."""

    def answer(route: Route) -> None:
        route.fulfill(body=PAGE.format(frame=frame), content_type="text/html")

    visit.context.route(f"{origin}/**", answer)
    return visit.open(f"{origin}/lesson")


def messages(page: Page) -> list[dict[str, Any]]:
    received: list[dict[str, Any]] = json.loads(page.evaluate("JSON.stringify(messages)"))
    return received


def test_a_course_embeds_a_problem_and_hears_of_the_verdict(
    keyed: KeyedServer, visiting: Visiting
) -> None:
    frame = f"{keyed.url}/embed/scale_rows?theme=dark#token={keyed.token('ada')}"
    page = course(visiting(keyed.url), EMBEDDER, frame)
    embedded = page.frames[1]
    expect(embedded.get_by_role("heading", name="Scale the Rows")).to_be_visible()
    expect(embedded.get_by_role("navigation")).to_have_count(0)
    assert embedded.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    # No address that a log or another script may see has the token any more.
    assert "token" not in embedded.evaluate("location.href")
    embedded.locator(".cm-content").click()
    page.keyboard.type("x = 1")
    embedded.get_by_role("button", name="Submit").click()
    expect(embedded.locator(".status strong")).to_contain_text("Accepted")
    page.wait_for_function("messages.length === 2")
    ready, told = messages(page)
    assert ready["data"] == {"type": "nnx-judge:ready", "problem": "scale_rows"}
    assert told["origin"] == keyed.url
    assert told["data"]["type"] == "nnx-judge:verdict"
    assert told["data"]["verdict"] == "accepted"
    assert told["data"]["kind"] == "submission"


def test_a_problem_of_an_assignment_is_handed_in_to_it(
    keyed: KeyedServer, visiting: Visiting
) -> None:
    visit = visiting(keyed.url)
    key = {"Authorization": f"Bearer {keyed.author_key}"}
    wanted = {"title": "Week 1", "problems": [{"problem": "scale_rows"}], "tries": 2}
    new = visit.context.request.post("/api/v1/assignments", data=wanted, headers=key).json()
    place = f"/embed/scale_rows?assignment={new['id']}#token={keyed.token('ada')}"
    page = visit.open(place)
    expect(page.locator("[data-part=left]")).to_have_text("2 tries left")
    write(page, "right")
    page.get_by_role("button", name="Submit").click()
    expect(page.locator("[data-part=left]")).to_have_text("1 try left")
    page.get_by_role("button", name="Week 1").click()
    expect(page.get_by_role("heading", name="Week 1")).to_be_visible()
    expect(page.get_by_role("row", name="Scale the Rows")).to_contain_text("1 left")
    page.go_back()
    expect(page.locator(".cm-content")).to_be_visible()


def test_other_pages_may_not_embed_it(keyed: KeyedServer, visiting: Visiting) -> None:
    visit = visiting(keyed.url)
    visit.expect("frame-ancestors|ERR_BLOCKED_BY_RESPONSE")
    page = course(visit, STRANGER, f"{keyed.url}/embed/scale_rows#token={keyed.token('ada')}")
    page.wait_for_timeout(500)
    assert messages(page) == []
    expect(page.frames[1].get_by_role("heading", name="Scale the Rows")).to_have_count(0)


def test_without_a_token_that_holds_nothing_is_shown(
    keyed: KeyedServer, visiting: Visiting
) -> None:
    visit = visiting(keyed.url)
    visit.expect("401")
    page = visit.open(f"/embed/scale_rows#token={keyed.token('ada', lifetime_s=-1)}")
    expect(page.get_by_role("alert")).to_contain_text("access has ended")
    expect(page.locator(".cm-content")).to_have_count(0)


def test_the_token_alone_says_who_it_is(keyed: KeyedServer, visiting: Visiting) -> None:
    visit = visiting(keyed.url)
    page = visit.open(f"/embed/scale_rows#token={keyed.token('ada')}")
    write(page, GOOD)
    page.get_by_role("button", name="Submit").click()
    assert verdict(page) == "Accepted"
    assert visit.context.cookies() == []
