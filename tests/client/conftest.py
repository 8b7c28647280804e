from collections.abc import Iterator
from pathlib import Path

import pytest

from app.settings import Settings
from tests.e2e.problem import write_problem
from tests.e2e.servers import KeyedServer


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KeyedServer]:
    """A service with a scripted judge, on a socket."""
    folder: Path = tmp_path_factory.mktemp("service")
    problems_dir = write_problem(folder / "problems")
    with KeyedServer(Settings(data_dir=folder / "data", problems_dir=problems_dir)) as server:
        yield server
