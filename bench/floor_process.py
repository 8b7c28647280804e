"""The bench's handle on a floor process: see `bench.floor`."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.plan import BenchError
from graders.execution.precomputed import fresh_seed

# What the sandbox's processes run in: the floor must not be slower for want of it.
from graders.sandbox.supervisor.parent_process import ENVIRONMENT


class FloorProcess:
    """A warm process that times the cases' calls and nothing else."""

    def __init__(self, problems_dir: Path) -> None:
        """Start it."""
        self._process = subprocess.Popen(
            [sys.executable, "-s", "-P", "-m", "bench.floor", str(problems_dir.resolve())],
            env=ENVIRONMENT,
            cwd="/",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def begin_warming(self, problem: str) -> None:
        """Have it compile what a problem needs; `end_warming` waits for it."""
        self._ask(f"warm {problem}")

    def end_warming(self) -> None:
        """Wait until it is warm."""
        self._answer()

    def cases_ms(self, problem: str, seed: int | None = None) -> float:
        """How long the calls of the cases of a seed take; of a fresh one where it is None."""
        self._ask(f"cases {problem} {fresh_seed() if seed is None else seed}")
        return float(self._answer())

    def begin_rate(self, problems: Sequence[str], seconds: float) -> None:
        """Have it run the problems' cases again and again; `end_rate` gives the figure."""
        self._ask(f"rate {seconds} {' '.join(problems)}")

    def end_rate(self) -> float:
        """How many submissions' cases it ran a second."""
        count, elapsed_s = self._answer().split()
        return int(count) / float(elapsed_s)

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.communicate()

    def _ask(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def _answer(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise BenchError("the floor's process ended; its error stands above")
        return line


def rate_per_s(processes: Sequence[FloorProcess], problems: Sequence[str], seconds: float) -> float:
    """The submissions a second of all processes at once, to these problems by turns."""
    for process in processes:
        process.begin_rate(problems, seconds)
    return sum(process.end_rate() for process in processes)
