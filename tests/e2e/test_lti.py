"""A course on a learning platform, in a real browser: what is added, followed and graded there."""

import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from app.settings import Settings
from tests.app.lti.platform import LearningPlatform, learning_platform
from tests.e2e.browser import shortcomings
from tests.e2e.conftest import Visiting
from tests.e2e.problem import write_problem
from tests.e2e.servers import KeyedServer


@pytest.fixture
def platform() -> Iterator[LearningPlatform]:
    """On localhost, which is another site than the judge's 127.0.0.1 to a browser."""
    with learning_platform() as platform:
        yield platform


@pytest.fixture
def judge(tmp_path: Path, platform: LearningPlatform) -> Iterator[KeyedServer]:
    bound = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{bound.getsockname()[1]}"
    settings = Settings(
        data_dir=tmp_path / "data",
        problems_dir=write_problem(tmp_path / "problems"),
        public_url=url,
        embed_origins=(platform.url,),
    )
    with KeyedServer(settings, bound) as server:
        server.register(platform.registration(site="practice"))
        platform.tool_url = url
        platform.tool_keys = lambda: httpx.get(f"{url}/lti/jwks", timeout=60).json()
        yield server


def set_assignment(judge: KeyedServer) -> str:
    """Which was due a while ago, so that its grade is not that of the problem alone."""
    wanted = {
        "title": "Week 1",
        "problems": [{"problem": "scale_rows", "points": 2}],
        "due_at": "2026-01-02T03:04:05Z",
        "late": {"percent_off": 50},
        "tries": 3,
    }
    headers = {"Authorization": f"Bearer {judge.key_for('author')}"}
    url = f"{judge.url}/api/v1/assignments"
    answer = httpx.post(url, json=wanted, headers=headers, timeout=60)
    assert answer.status_code == 201
    assignment: str = answer.json()["id"]
    return assignment


def test_what_is_added_to_a_course_is_solved_in_it_and_graded(
    judge: KeyedServer, platform: LearningPlatform, visiting: Visiting
) -> None:
    assignment = set_assignment(judge)
    visit = visiting(judge.url)
    choosing = visit.open(platform.launch_url("grace", "choose"))
    expect(choosing.get_by_role("heading", name="Choose a problem")).to_be_visible()
    assert shortcomings(choosing) == []

    for title in ("Scale the Rows", "Week 1"):
        course = visit.open(f"{platform.url}/course?user=grace&open=choose")
        frame = course.frame_locator("iframe")
        frame.get_by_role("button", name=f"Add {title} to the course").click()
        expect(frame.get_by_text(f"Added: {title}")).to_be_visible()

    lesson = visit.open(f"{platform.url}/course?user=ada&open=0")
    frame = lesson.frame_locator("iframe")
    expect(frame.get_by_role("heading", name="Scale the Rows")).to_be_visible()
    frame.locator(".cm-content").click()
    lesson.keyboard.type("x = 1")
    frame.get_by_role("button", name="Submit").click()
    expect(frame.locator(".status strong")).to_contain_text("Accepted")

    assert platform.next_score().body["userId"] == "ada"
    grades = visit.open(f"{platform.url}/gradebook")
    expect(grades.get_by_role("row", name="ada 100%")).to_be_visible()

    window = visit.open(platform.launch_url("ada", "0"))
    expect(window.locator(".who")).to_have_text("ada")
    assert window.url == f"{judge.url}/problems/scale_rows"

    lesson = visit.open(f"{platform.url}/course?user=bob&open=1")
    frame = lesson.frame_locator("iframe")
    expect(frame.get_by_role("row", name="Together")).to_contain_text("0 of 2")
    frame.get_by_role("button", name="Scale the Rows").click()
    expect(frame.get_by_text("handed in to Week 1")).to_be_visible()
    frame.locator(".cm-content").click()
    lesson.keyboard.type("x = 1")
    frame.get_by_role("button", name="Submit").click()
    expect(frame.locator("[data-part=left]")).to_have_text("2 tries left")
    expect(frame.locator(".status strong")).to_contain_text("Accepted")
    assert platform.next_score().body["userId"] == "bob"
    frame.get_by_role("button", name="Week 1").click()
    expect(frame.get_by_role("row", name="Together")).to_contain_text("1 of 2")
    frame.locator("body").evaluate("() => history.back()")
    expect(frame.get_by_role("heading", name="Scale the Rows")).to_be_visible()
    grades.reload()
    expect(grades.get_by_role("row", name="bob 50%")).to_be_visible()

    alone = visit.open(f"/embed/assignments/{assignment}#token={judge.token('bob')}")
    expect(alone.get_by_role("heading", name="Week 1")).to_be_visible()
    assert shortcomings(alone) == []

    window = visit.open(platform.launch_url("bob", "1"))
    expect(window.locator(".who")).to_have_text("bob")
    assert window.url == f"{judge.url}/assignments/{assignment}"
