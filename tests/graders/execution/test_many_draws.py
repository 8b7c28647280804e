"""Several draws in one process: as good as one process each, or not used at all."""

import math
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from graders.core.harness import Harness
from graders.core.values import Array
from graders.execution.many_draws import in_turn
from graders.execution.run_cases import Execution
from graders.problem.cases import Case
from graders.sandbox.outcomes import Raised
from graders.sandbox.supervisor.sandbox import Sandbox
from tests.graders.scripted import LIMITS, a_case

DRAWS = [[a_case("one"), a_case("two")], [a_case("three"), a_case("four")], [a_case("five")]]
HARNESS = Harness.calling("f")
COUNTED = "import sys\nsys.loaded = getattr(sys, 'loaded', 0) + 1\n"


def ran(sandbox: Sandbox, source: str, **changes: Any) -> list[Execution] | None:
    given: dict[str, Any] = {"most_cpu_s": math.inf, "go_on": lambda: True} | changes
    with sandbox.start(LIMITS) as run:
        return in_turn(run, HARNESS, source, DRAWS, LIMITS, **given)


def outputs(executions: list[Execution] | None) -> list[list[float]]:
    assert executions is not None
    return [
        [float(answer.data) for answer in each.answers if isinstance(answer, Array)]
        for each in executions
    ]


def asked(times: int) -> Callable[[], bool]:
    answers = iter([True] * times)
    return lambda: next(answers, False)


def test_each_draw_gets_the_module_anew(sandbox: Sandbox) -> None:
    source = "calls = []\ndef f(x):\n    calls.append(x)\n    return len(calls)\n"
    assert outputs(ran(sandbox, source)) == [[1, 2], [1, 2], [1]]


def test_what_is_raised_is_an_answer(sandbox: Sandbox) -> None:
    executions = ran(sandbox, "def f(x):\n    return 1 / 0\n")
    assert executions is not None
    answers: list[object] = [answer for each in executions for answer in each.answers]
    assert len(answers) == sum(map(len, DRAWS))
    assert all(isinstance(answer, Raised) for answer in answers)


@pytest.mark.parametrize(
    "source",
    [
        f"{COUNTED}def f(x):\n    return sys.loaded\n",
        f"{COUNTED}def f(x):\n    return 1 if sys.loaded == 1 else 1 / 0\n",
        f"{COUNTED}if sys.loaded > 1: raise ValueError\ndef f(x):\n    return 1\n",
        "import os\ndef f(x):\n    return int.from_bytes(os.urandom(6), 'big')\n",
        f"{COUNTED}import os\ndef f(x):\n    return 1 if sys.loaded < 3 else os._exit(1)\n",
    ],
    ids=["another output", "an exception", "not loaded", "random", "ends"],
)
def test_nothing_is_told_where_it_depends_on_what_was_before(sandbox: Sandbox, source: str) -> None:
    assert ran(sandbox, source) is None


def test_all_of_its_threads_have_the_lowest_priority(sandbox: Sandbox) -> None:
    with sandbox.start(LIMITS) as run:
        run.yield_processor()
        threads = list(Path(f"/proc/{run.process}/task").iterdir())
        priorities = {os.getpriority(os.PRIO_PROCESS, int(thread.name)) for thread in threads}
    assert len(threads) > 1
    assert priorities == {19}


def test_it_stops_when_it_is_told_to(sandbox: Sandbox) -> None:
    source = "def f(x):\n    return x\n"
    done: list[list[list[Case]]] = []
    for times in range(3):
        executions = ran(sandbox, source, go_on=asked(times))
        assert executions is not None
        done.append(DRAWS[: len(executions)])
    assert done == [DRAWS[:1], DRAWS[:2], DRAWS]


def test_no_draw_begins_once_half_of_the_processor_time_is_used(sandbox: Sandbox) -> None:
    source = (
        "import time\ndef f(x):\n    end = time.process_time() + 0.3\n"
        "    while time.process_time() < end: pass\n    return x\n"
    )
    # The first draw alone takes 0.6 s.
    executions = ran(sandbox, source, most_cpu_s=1.1)
    assert executions is not None
    assert len(executions) == 1
