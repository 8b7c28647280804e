"""Takes the README's images from running pages: `python -m tests.e2e.screenshots FOLDER`.

Of each it writes NAME.png, and beside it NAME-dark.png and NAME-phone.png to look at.
"""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import httpx
from playwright.sync_api import Browser, ViewportSize, expect

from graders.problem.archive import pack
from graders.problem.files import read_package
from tests.e2e.browser import PHONE, Visit, chromium, write
from tests.e2e.problem import write_authored
from tests.e2e.servers import judging_server

REFERENCE = Path(__file__).parents[2] / "reference"
WARM_START = "add_layer_warm_start"
ASSIGNED = ("module_with_parameters", "mlp_with_nnx_list", "zero_layer_by_surgery")
# Who hands in what: the problem's place in the assignment, and an example of it.
HANDED_IN = {
    "ada": ((0, "accepted"), (1, "accepted")),
    "bob": ((0, "wrong_answer"), (0, "accepted"), (2, "accepted")),
    "carol": ((0, "wrong_answer"), (1, "wrong_answer")),
    "dan": ((1, "wrong_answer"),),
    "eve": ((0, "wrong_answer"), (2, "accepted")),
}
# A first check on a busy machine.
PATIENCE_MS = 300_000
WAIT = {"Prefer": "wait=60"}
WIDTH = 1280


def example(problem: str, verdict: str) -> str:
    """The source of an example with this verdict."""
    return min((REFERENCE / problem / "submissions" / verdict).glob("*.py")).read_text()


class Course:
    """A service with an instructor's key, and its pages as that instructor sees them."""

    def __init__(self, url: str, browser: Browser, folder: Path) -> None:
        self.folder = folder
        wanted = {"site": "course", "name": "grace", "scopes": ["author", "read", "submit"]}
        self.key = httpx.post(f"{url}/api/v1/keys", json=wanted).raise_for_status().json()["key"]
        headers = {"Authorization": f"Bearer {self.key}"}
        self.api = httpx.Client(base_url=f"{url}/api/v1", headers=headers, timeout=120)
        self.visit = Visit(browser, url, viewport={"width": WIDTH, "height": 800})
        self.page = self.visit.open(f"/sign-in#token={self.key}")
        expect(self.page.locator(".who")).to_be_visible()

    def post(self, path: str, body: Any, **more: Any) -> Any:
        return self.api.post(path, json=body, **more).raise_for_status().json()

    def take(self, name: str, height: int | None = None) -> None:
        """Take the page as it stands: `height` of it, or all."""
        page, usual = self.page, ViewportSize(width=WIDTH, height=height or 800)
        # Colours that are on their way from one theme to the other are of none.
        page.emulate_media(reduced_motion="reduce")
        self._take(f"{name}-phone", "light", PHONE, is_whole=height is None)
        self._take(f"{name}-dark", "dark", usual, is_whole=height is None)
        self._take(name, "light", usual, is_whole=height is None)

    def _take(
        self, name: str, scheme: Literal["light", "dark"], size: ViewportSize, *, is_whole: bool
    ) -> None:
        self.page.emulate_media(color_scheme=scheme)
        self.page.set_viewport_size(size)
        self.page.screenshot(path=self.folder / f"{name}.png", full_page=is_whole)


def take_landing(course: Course) -> None:
    course.page.goto("/")
    course.take("landing", 800)


def take_problem(course: Course) -> None:
    page = course.page
    page.goto(f"/problems/{WARM_START}")
    source = (REFERENCE / WARM_START / "submissions/wrong_answer/forgot_bias.py").read_text()
    # The first to a problem warms it up.
    course.post("/submissions", {"problem": WARM_START, "source": source}, headers=WAIT)
    write(page, source)
    page.get_by_role("button", name="Submit").click()
    expect(page.locator(".status strong")).to_contain_text("Wrong answer", timeout=PATIENCE_MS)
    page.locator(".status").scroll_into_view_if_needed()
    page.wait_for_timeout(1000)
    course.take("problem", 800)


def take_gradebook(course: Course) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    points = (2, 1, 1)
    problems = [
        {"problem": name, "points": each} for name, each in zip(ASSIGNED, points, strict=True)
    ]
    wanted = {
        "title": "Week 1: Modules",
        "course": "nnx-101",
        "problems": problems,
        "due_at": (now - timedelta(hours=1)).isoformat(),
        "late": {"percent_off": 10, "per": "day"},
        "tries": 5,
    }
    assignment = course.post("/assignments", wanted)["id"]
    exception = {
        "due_at": (now + timedelta(days=7)).isoformat(),
        "extra_tries": 1,
        "note": "ill, note of Friday",
    }
    place = f"/assignments/{assignment}/exceptions/bob"
    course.api.put(place, json=exception).raise_for_status()
    for learner, sources in HANDED_IN.items():
        for number, verdict in sources:
            name = ASSIGNED[number]
            body = {"problem": name, "source": example(name, verdict), "learner": learner}
            course.post("/submissions", body | {"assignment": assignment}, headers=WAIT)
    course.page.goto(f"/assignments/{assignment}/grades")
    course.take("gradebook")


def take_check(course: Course) -> None:
    with tempfile.TemporaryDirectory() as folder:
        files = read_package(write_authored(Path(folder)) / "stretch_rows")
    zipped = {"Content-Type": "application/zip"}
    added = course.api.post("/problems", content=pack("stretch_rows", files), headers=zipped)
    added.raise_for_status()
    course.post("/problems/stretch_rows/publish", None, headers=WAIT)
    page = course.page
    page.goto("/author/stretch_rows/check")
    page.get_by_role("button", name="Check the live revision").click()
    page.get_by_role("heading", name="The cases have failures").wait_for(timeout=PATIENCE_MS)
    page.mouse.move(0, 0)
    course.take("check", 890)


@contextmanager
def running_course(folder: Path) -> Iterator[Course]:
    with tempfile.TemporaryDirectory() as place, chromium() as browser:
        problems = Path(place) / "problems"
        shutil.copytree(REFERENCE, problems)
        with judging_server(problems, Path(place)) as url:
            yield Course(url, browser, folder)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with running_course(folder) as course:
        take_landing(course)
        take_problem(course)
        take_gradebook(course)
        take_check(course)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
