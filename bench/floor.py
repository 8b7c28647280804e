"""The floor: the same cases in one warm process, without sandbox, judge or comparison.

Nothing that answers a submission can be faster than calling its function. This process is set up as
the sandbox's parent is, warms itself by the solution, and times nothing but the calls: Python
arguments, the function, `np.asarray`.

Started as `python -m bench.floor FOLDER`, where FOLDER is a problem's package. It says "ready", and
then answers each line on its stdin:

    cases SEED   ->  MILLISECONDS           the cases of that seed, once
    rate SECONDS ->  COUNT ELAPSED_SECONDS  the cases of fresh seeds, again and again for so long
"""

import contextlib
import gc
import sys
import time
import types
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from graders.bank import fresh_seed
from graders.cases import Case, draw_cases, draw_warm_up_cases
from graders.problem import Problem, load_problem
from graders.sandbox.parent import preload
from graders.values import Node, encode


def main(folder: Path) -> None:
    """Warm up, and answer requests until stdin is closed."""
    preload()
    problem = load_problem(folder)
    floor = _Floor(problem)
    # Twice: the second time shows whatever the first one left to compile.
    for _ in range(2):
        floor.run(draw_warm_up_cases(problem.spec))
        floor.run(draw_cases(problem.spec, fresh_seed()))
    # As a template does.
    gc.collect()
    gc.freeze()
    print("ready", flush=True)
    for line in sys.stdin:
        match line.split():
            case ["cases", seed]:
                print(floor.run(draw_cases(problem.spec, int(seed))) * 1e3, flush=True)
            case ["rate", seconds]:
                print(*_rate(floor, problem, float(seconds)), flush=True)


class _Floor:
    def __init__(self, problem: Problem) -> None:
        # The backend may only start after `preload`.
        from graders.sandbox.outputs import to_objects
        from graders.sandbox.probes import PROBES

        self._to_objects, self._probes = to_objects, PROBES
        module = types.ModuleType("solution")
        exec(problem.solution, module.__dict__)
        self._function = getattr(module, problem.spec.entry_point.function)

    def run(self, cases: Sequence[Case]) -> float:
        """Call the function once a case; the seconds that the calls took."""
        return sum(self._call(case) for case in cases)

    def _call(self, case: Case) -> float:
        import numpy as np

        arguments: list[Any] = self._to_objects(*encode(Node("dict", dict(case.arguments))))
        with self._probes[case.probe]() if case.probe else contextlib.nullcontext():
            begin = time.perf_counter()
            np.asarray(self._function(*arguments))
            return time.perf_counter() - begin


def _rate(floor: _Floor, problem: Problem, seconds: float) -> tuple[int, float]:
    """How often the cases were run, and the seconds that the calls took."""
    count, spent_s = 0, 0.0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        spent_s += floor.run(draw_cases(problem.spec, fresh_seed()))
        count += 1
    return count, spent_s


if __name__ == "__main__":
    main(Path(sys.argv[1]))
