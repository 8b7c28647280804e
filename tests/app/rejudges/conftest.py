import pytest

from tests.app.rejudges.rejudging import ChangingJudge
from tests.app.scripted_judge import ScriptedJudge


@pytest.fixture
def judge() -> ScriptedJudge:
    return ChangingJudge()
