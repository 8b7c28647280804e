import pytest

from tests.app.rejudges.rejudging import ChangingJudge
from tests.app.scripted_judge import ScriptedJudge


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def judge() -> ScriptedJudge:
    return ChangingJudge()
