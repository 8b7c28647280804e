from pathlib import Path

import pytest

from tests.app.assignments.course import Course
from tests.app.running import Running


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def problems_dir(problems_dir: Path) -> Path:
    """With another problem, `triple`."""
    for path in [*(problems_dir / "double").rglob("*")]:
        if path.is_file():
            copy = problems_dir / "triple" / path.relative_to(problems_dir / "double")
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(path.read_text().replace("double", "triple"))
    return problems_dir


@pytest.fixture
async def course(api: Running) -> Course:
    return await Course(api).begin()
