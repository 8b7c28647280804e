"""The floor: the same cases in one warm process, without sandbox, judge or comparison.

Nothing that answers a submission can be faster than calling its function. This process is set up as
the sandbox's parent is, warms itself by the solutions, and times nothing but the calls: Python
arguments, the function, `np.asarray`.

Started as `python -m bench.floor FOLDER`, where FOLDER has the problems' packages. It answers each
line on its stdin:

    warm NAME         ->  ready                  once it has compiled what that problem needs
    cases NAME SEED   ->  MILLISECONDS           the cases of that seed, once
    rate SECONDS NAME ... ->  COUNT ELAPSED_SECONDS  the cases of fresh seeds, of these problems by
                                                 turns, again and again for so long
"""

import contextlib
import gc
import sys
import time
import types
from collections.abc import Mapping, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

from graders.core.values import Node, encode
from graders.execution.precomputed import fresh_seed
from graders.problem.cases import Case, draw_cases, draw_warm_up_cases
from graders.problem.package import Problem, load_problem
from graders.sandbox.child.parent import preload


def main(folder: Path) -> None:
    """Answer requests until stdin is closed."""
    preload()
    floors: dict[str, _Floor] = {}
    for line in sys.stdin:
        match line.split():
            case ["warm", name]:
                if name not in floors:
                    floors[name] = _warmed(load_problem(folder / name))
                print("ready", flush=True)
            case ["cases", name, seed]:
                print(floors[name].run(int(seed)) * 1e3, flush=True)
            case ["rate", seconds, *names]:
                print(*_rate(floors, names, float(seconds)), flush=True)


class _Floor:
    def __init__(self, problem: Problem) -> None:
        # The backend may only start after `preload`.
        from graders.sandbox.child.outputs import to_objects
        from graders.sandbox.child.probes import PROBES

        self._to_objects, self._probes = to_objects, PROBES
        self._spec = problem.spec
        module = types.ModuleType("solution")
        exec(problem.solution, module.__dict__)
        self._function = getattr(module, problem.harness.defines[0])

    def warm_up(self) -> None:
        self._call_all(draw_warm_up_cases(self._spec))

    def run(self, seed: int) -> float:
        """Call the function once a case; the seconds that the calls took."""
        return self._call_all(draw_cases(self._spec, seed))

    def _call_all(self, cases: Sequence[Case]) -> float:
        return sum(self._call(case) for case in cases)

    def _call(self, case: Case) -> float:
        import jax
        import numpy as np

        arguments: list[Any] = self._to_objects(
            *encode(Node("dict", dict(case.arguments))), lambda *_: None
        )
        with self._probes[case.probe]() if case.probe else contextlib.nullcontext():
            begin = time.perf_counter()
            # A result may have parts, such as an output and a state.
            jax.tree.map(np.asarray, self._function(*arguments))
            return time.perf_counter() - begin


def _warmed(problem: Problem) -> _Floor:
    floor = _Floor(problem)
    # Twice: the second time shows whatever the first one left to compile.
    for _ in range(2):
        floor.warm_up()
        floor.run(fresh_seed())
    # As a template does.
    gc.collect()
    gc.freeze()
    return floor


def _rate(floors: Mapping[str, _Floor], names: Sequence[str], seconds: float) -> tuple[int, float]:
    """How many submissions' cases were run, and the seconds that the calls took."""
    count, spent_s = 0, 0.0
    end = time.monotonic() + seconds
    for name in cycle(names):
        if time.monotonic() >= end:
            break
        spent_s += floors[name].run(fresh_seed())
        count += 1
    return count, spent_s


if __name__ == "__main__":
    main(Path(sys.argv[1]))
