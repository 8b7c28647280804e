from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.settings import Settings
from tests.app.running import Running, running
from tests.app.scripted_judge import ScriptedJudge

PROBLEM = """
name = "double"
title = "Double it"
difficulty = "easy"
tags = ["warm-up"]

[entry_point]
function = "double"
parameters = ["x"]

[limits]
source_kb = 1

[[cases]]
name = "shown"
visibility = "sample"
arguments = { x = 1.5 }

[[cases]]
name = "kept back"
arguments = { x = 4096.25 }
"""


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def problems_dir(tmp_path: Path) -> Path:
    package = tmp_path / "problems" / "double"
    examples = package / "submissions" / "accepted"
    examples.mkdir(parents=True)
    (package / "problem.toml").write_text(PROBLEM)
    (package / "statement.md").write_text("Return *twice* `x`.\n")
    (package / "solution.py").write_text("def double(x):\n    return 2 * x  # the solution\n")
    (examples / "sum.py").write_text("def double(x):\n    return x + x  # the example\n")
    return package.parent


@pytest.fixture
def settings(tmp_path: Path, problems_dir: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", problems_dir=problems_dir, slots=1)


@pytest.fixture
def judge() -> ScriptedJudge:
    return ScriptedJudge()


@pytest.fixture
async def api(settings: Settings, judge: ScriptedJudge) -> AsyncIterator[Running]:
    async with running(settings, judge) as service:
        yield service
