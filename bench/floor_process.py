"""The bench's handle on a floor process: see `bench.floor`."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from bench.plan import BenchError, Subject

# What the sandbox's processes run in: the floor must not be slower for want of it.
from graders.sandbox.parent_process import ENVIRONMENT


class FloorProcess:
    """A warm process that times the cases' calls and nothing else."""

    def __init__(self, subject: Subject) -> None:
        """Start it; `ready` waits until it is warm."""
        self._process = subprocess.Popen(
            [sys.executable, "-s", "-P", "-m", "bench.floor", str(subject.folder.resolve())],
            env=ENVIRONMENT,
            cwd="/",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def wait_until_ready(self) -> None:
        """Wait until it is warm."""
        self._answer()

    def cases_ms(self, seed: int) -> float:
        """How long the calls of the cases of a seed take."""
        self._ask(f"cases {seed}")
        return float(self._answer())

    def begin_rate(self, seconds: float) -> None:
        """Have it run the cases again and again; `end_rate` gives the figure."""
        self._ask(f"rate {seconds}")

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


@contextmanager
def floor_processes(subject: Subject, count: int) -> Iterator[list[FloorProcess]]:
    """So many warm floor processes, which cost nothing while they are not asked."""
    with ExitStack() as started:
        processes = []
        for _ in range(count):
            processes.append(FloorProcess(subject))
            started.callback(processes[-1].close)
        for process in processes:
            process.wait_until_ready()
        yield processes


def rate_per_s(processes: Sequence[FloorProcess], seconds: float) -> float:
    """The submissions a second of all of them at once."""
    for process in processes:
        process.begin_rate(seconds)
    return sum(process.end_rate() for process in processes)
