"""What is measured, how often, and how the run tells where it is."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from graders.problem.package import Problem


class BenchError(Exception):
    """A figure can't be had: a verdict is not the expected one, or something did not start."""


class Progress(Protocol):
    """Where the run is, for whoever waits. Called between measurements, never during one."""

    def stage(self, name: str, steps: int) -> None:
        """Another part begins."""

    def step(self, count: int = 1) -> None:
        """So many steps of it are done."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The problem that most scenarios submit to. The submission is its own solution."""

    problem: Problem
    problems_dir: Path

    @property
    def folder(self) -> Path:
        """The problem's package."""
        return self.problems_dir / self.problem.name


@dataclass(frozen=True, slots=True)
class Plan:
    """How often each thing is measured.

    `queue_depths` are the depths of the queue in the order in which they are measured; 1 stands for
    one client that submits `sequential` times, each time after the verdict.
    """

    precomputed_cases: int  # how many draws of each problem the measured services keep ready
    starts: int
    http_rounds: int
    cold_every: int
    novel_rounds: int
    novel_bursts: int
    wrong_named_rounds: int
    mix_bursts: int
    burst: int  # how many submissions come at once in a burst
    sustained: int
    sustained_rounds: int
    learners: int
    queue_depths: tuple[int, ...]
    sequential: int
    floor_rate_s: float
    floor_rate_every: int
    overhead_rounds: int
    many_problems: int
    first_of_problem: int
    zipf: int
    grade_rounds: int


FULL = Plan(
    precomputed_cases=16,
    starts=3,
    http_rounds=60,
    cold_every=10,
    novel_rounds=20,
    novel_bursts=2,
    wrong_named_rounds=30,
    mix_bursts=3,
    burst=20,
    sustained=300,
    sustained_rounds=4,
    learners=40,
    queue_depths=(1, 10, 100, 10, 1, 300, 10, 100, 1, 10),
    sequential=20,
    floor_rate_s=4.0,
    floor_rate_every=3,
    overhead_rounds=30,
    many_problems=50,
    first_of_problem=8,
    zipf=200,
    grade_rounds=4,
)

# Shows that everything works; its figures mean nothing.
QUICK = Plan(
    precomputed_cases=2,
    starts=1,
    http_rounds=2,
    cold_every=2,
    novel_rounds=1,
    novel_bursts=1,
    wrong_named_rounds=1,
    mix_bursts=1,
    burst=3,
    sustained=6,
    sustained_rounds=1,
    learners=3,
    queue_depths=(1, 2, 4),
    sequential=1,
    floor_rate_s=0.2,
    floor_rate_every=2,
    overhead_rounds=2,
    many_problems=3,
    first_of_problem=1,
    zipf=4,
    grade_rounds=1,
)
