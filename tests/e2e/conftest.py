from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from app.settings import Settings
from tests.e2e.browser import Visit, chromium
from tests.e2e.problem import write_authored, write_problem
from tests.e2e.servers import KeyedServer, judging_server

EMBEDDER = "http://localhost:8900"
Visiting = Callable[..., Visit]


# Not longer than these tests: its event loop runs in this thread, where others start their own.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def judging(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service with the real judge, open to this machine: the only one.

    Tests of authoring change a problem of their own.
    """
    folder = tmp_path_factory.mktemp("judging")
    problems = write_authored(write_problem(folder / "problems"))
    with judging_server(problems, folder) as url:
        yield url


@pytest.fixture
def problems_dir(tmp_path: Path) -> Path:
    """What the service with the scripted judge has."""
    return write_problem(tmp_path / "problems")


@pytest.fixture
def keyed(tmp_path: Path, problems_dir: Path) -> Iterator[KeyedServer]:
    """A service with a scripted judge, which wants to know who comes."""
    settings = Settings(
        data_dir=tmp_path / "data",
        problems_dir=problems_dir,
        embed_origins=f"{EMBEDDER} https://course.example",
    )
    with KeyedServer(settings) as server:
        yield server


@pytest.fixture
def visiting(browser: Browser) -> Iterator[Visiting]:
    """Begins visits; the test fails where anything went wrong in their pages."""
    visits: list[Visit] = []

    def begin(url: str, **options: Any) -> Visit:
        visits.append(Visit(browser, url, **options))
        return visits[-1]

    yield begin
    for visit in visits:
        visit.close()
    assert [fault for visit in visits for fault in visit.faults] == []
