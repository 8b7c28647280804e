from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.app.running import PATIENCE_S
from tests.app.scripted_judge import HELD
from tests.e2e.browser import Visit, shortcomings, violations
from tests.e2e.conftest import Visiting
from tests.e2e.servers import KeyedServer

QUEUE = "**/api/v1/queue"
BETWEEN_MS = 2000
COUNT_CHANGES = """() => {
  window.changes = 0;
  for (const region of document.querySelectorAll("[role=status]")) {
    const options = { childList: true, characterData: true, subtree: true };
    new MutationObserver((seen) => (changes += seen.length)).observe(region, options);
  }
}"""


class Queue:
    """A service whose judge is held up, so that what is handed in waits."""

    def __init__(self, http: httpx.Client, key: str) -> None:
        self._http = http
        self._key = key

    def submit(self, count: int) -> list[str]:
        answers = [
            self._http.post("/api/v1/submissions", json={"problem": "scale_rows", "source": HELD})
            for _ in range(count)
        ]
        return [answer.json()["id"] for answer in answers]

    def judge_at_once(self) -> None:
        body = {"problem": "scale_rows", "source": "accepted"}
        self._http.post("/api/v1/submissions", json=body, headers={"Prefer": f"wait={PATIENCE_S}"})

    def begin(self, path: str, **body: str) -> str:
        """Have something done beside submissions; where it is."""
        location: str = self._http.post(f"/api/v1/{path}", json=body).headers["Location"]
        return location

    def end(self, location: str) -> None:
        self._http.delete(location)

    def cancel(self, submissions: list[str]) -> None:
        for each in reversed(submissions):
            self._http.delete(f"/api/v1/submissions/{each}")

    @property
    def slots(self) -> int:
        slots: int = self._http.get("/api/v1/queue").json()["slots"]
        return slots

    def open(self, visit: Visit) -> Page:
        """The page, at whose clock it asks again only as the test goes on."""
        page = visit.open("/sign-in?next=/queue")
        page.get_by_label("Key or token").fill(self._key)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_text("Live: updated")).to_be_visible()
        page.clock.install()
        page.reload()
        expect(page.get_by_text("Live: updated")).to_be_visible()
        return page


def ask_again(page: Page) -> None:
    with page.expect_event("requestfinished", lambda request: request.url.endswith("/queue")):
        page.clock.run_for(BETWEEN_MS)


@pytest.fixture
def queue(keyed: KeyedServer) -> Iterator[Queue]:
    key = keyed.key_for("admin")
    headers = {"Authorization": f"Bearer {key}"}
    with httpx.Client(base_url=keyed.url, headers=headers, timeout=PATIENCE_S) as http:
        yield Queue(http, key)


def waiting(page: Page) -> Locator:
    return page.locator(".totals div:has(dt:text-is('Waiting')) dd")


def test_what_waits_shows_as_it_comes_and_goes(
    keyed: KeyedServer, queue: Queue, visiting: Visiting
) -> None:
    page = queue.open(visiting(keyed.url))
    expect(waiting(page)).to_have_text("0")
    submissions = queue.submit(queue.slots + 2)
    ask_again(page)
    expect(waiting(page)).to_have_text("2")
    row = page.get_by_role("row").filter(has_text="interactive")
    expect(row.get_by_role("cell").first).to_have_text("2")
    running = page.locator(".workers li").first.get_by_role("link")
    expect(running).to_have_count(queue.slots)
    expect(running.first).to_have_attribute("href", f"/submissions/{submissions[0]}")
    queue.cancel(submissions)
    ask_again(page)
    expect(waiting(page)).to_have_text("0")
    expect(page.locator(".workers li").first).to_contain_text("Idle")


def test_checks_and_what_is_judged_again_show_how_far_they_are(
    keyed: KeyedServer, queue: Queue, visiting: Visiting
) -> None:
    queue.judge_at_once()
    submissions = queue.submit(queue.slots)
    check = queue.begin("problems/scale_rows/check")
    rejudge = queue.begin("rejudges", problem="scale_rows")
    page = queue.open(visiting(keyed.url))
    others = page.get_by_role("group", name="Checks and rejudges").get_by_role("row")
    expect(others.filter(has_text="check")).to_contain_text("scale_rows")
    again = others.filter(has_text="judged again")
    expect(again).to_contain_text("0 of 1")
    link = again.get_by_role("link")
    expect(link).to_have_attribute("href", f"/author/scale_rows/rejudge?id={rejudge[-32:]}")
    assert shortcomings(page) == []
    queue.end(check)
    queue.end(rejudge)
    queue.cancel(submissions)
    ask_again(page)
    expect(page.get_by_text("None are running.")).to_be_visible()


def test_screen_readers_hear_what_becomes_different_and_not_each_refresh(
    keyed: KeyedServer, queue: Queue, visiting: Visiting
) -> None:
    page = queue.open(visiting(keyed.url))
    submissions = queue.submit(queue.slots + 1)
    ask_again(page)
    news = page.locator("[data-part=news]")
    expect(news).to_have_text("Submissions are waiting.")
    page.evaluate(COUNT_CHANGES)
    for _ in range(3):
        ask_again(page)
    assert page.evaluate("changes") == 0
    assert page.locator("[data-queue] :is([role=status], [aria-live])").count() == 0
    queue.cancel(submissions)
    ask_again(page)
    expect(news).to_have_text("Nothing is waiting any more.")


def test_contact_that_is_lost_is_told_and_comes_back(
    keyed: KeyedServer, queue: Queue, visiting: Visiting
) -> None:
    visit = visiting(keyed.url)
    visit.expect("api/v1/queue|ERR_FAILED")
    page = queue.open(visit)
    contact = page.locator("[data-part=contact]")
    page.route(QUEUE, lambda route: route.abort())
    page.clock.run_for(BETWEEN_MS)
    expect(contact).to_contain_text(
        "No connection to the judge; trying again. The figures below are from"
    )
    expect(waiting(page)).to_have_text("0")
    assert violations(page) == []
    page.unroute(QUEUE)
    ask_again(page)
    expect(contact).to_contain_text("Live: updated")


def test_nothing_is_asked_while_nobody_looks(
    keyed: KeyedServer, queue: Queue, visiting: Visiting
) -> None:
    page = queue.open(visiting(keyed.url))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    hide = "Object.defineProperty(document, 'hidden', { value: %s, configurable: true });"
    tell = "document.dispatchEvent(new Event('visibilitychange'))"
    page.evaluate(hide % "true" + tell)
    page.clock.run_for(10 * BETWEEN_MS)
    assert asked == []
    with page.expect_response(QUEUE):
        page.evaluate(hide % "false" + tell)


def test_it_has_no_shortcomings(keyed: KeyedServer, queue: Queue, visiting: Visiting) -> None:
    submissions = queue.submit(queue.slots + 1)
    page = queue.open(visiting(keyed.url))
    expect(page.locator(".workers li").first.get_by_role("link").first).to_be_visible()
    assert shortcomings(page) == []
    queue.cancel(submissions)
