from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graders.judge import Judge
from graders.problem.package import Problem, load_problem
from graders.sandbox.supervisor.sandbox import Sandbox
from tests.graders.packages import with_few_shapes

REFERENCE = Path(__file__).parents[2] / "reference"


@pytest.fixture(scope="session")
def judge() -> Iterator[Judge]:
    # Most problems here are judged once or twice: to warm them costs more than it saves.
    with Judge(private=[REFERENCE], keep_warm=False) as judge:
        yield judge


@pytest.fixture(scope="session")
def few_shapes(warm_start: Problem) -> Problem:
    return with_few_shapes(warm_start)


@pytest.fixture(scope="session")
def warm_judge(few_shapes: Problem) -> Iterator[Judge]:
    """Warm for `few_shapes`."""
    with Judge(private=[REFERENCE]) as judge:
        judge.warm(few_shapes)
        assert judge.wait_until_warm(100)
        yield judge


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """One for all that need no judge: to start its parent takes over a second."""
    with closing(Sandbox()) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def warm_start() -> Problem:
    return load_problem(REFERENCE / "add_layer_warm_start")
