from collections.abc import Iterator
from pathlib import Path

import pytest

from graders.judge import Judge
from graders.problem.package import Problem, load_problem

REFERENCE = Path(__file__).parents[2] / "reference"


@pytest.fixture(scope="session")
def judge() -> Iterator[Judge]:
    # Most problems here are judged once: no more than one of them is worth being kept warm.
    with Judge(private=[REFERENCE], warm_memory_mb=1) as judge:
        yield judge


@pytest.fixture(scope="session")
def warm_start() -> Problem:
    return load_problem(REFERENCE / "add_layer_warm_start")
