"""What is measured, how often, and how the run tells where it is."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from graders.problem import Problem


class BenchError(Exception):
    """A figure can't be had: what should have been accepted was not, or something did not start."""


class Progress(Protocol):
    """Where the run is, for whoever waits. Called between measurements, never during one."""

    def stage(self, name: str, steps: int) -> None:
        """Another part begins."""

    def step(self, count: int = 1) -> None:
        """So many steps of it are done."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The problem that is submitted to. The submission is its own solution."""

    problem: Problem
    problems_dir: Path

    @property
    def folder(self) -> Path:
        """The problem's package."""
        return self.problems_dir / self.problem.name


@dataclass(frozen=True, slots=True)
class Plan:
    """How often each thing is measured.

    `bursts` are the depths of the queue in the order in which they are measured; 1 stands for one
    client that submits `sequential` times, each time after the verdict.
    """

    rounds: int
    cold_every: int
    novel_every: int
    novel_back_to_back: int
    overhead_rounds: int
    bursts: tuple[int, ...]
    sequential: int
    unbanked_burst: int
    floor_rate_s: float
    floor_rate_every: int
    starts: int
    problems_loaded: tuple[int, ...]

    @property
    def draws(self) -> int:
        """How many draws the server's bank must hold so that none has to be computed on the way."""
        queued = sum(self.sequential if depth == 1 else depth for depth in self.bursts)
        return self.rounds + queued + _SPARE_DRAWS


# For the submissions that warm a connection up.
_SPARE_DRAWS = 10

FULL = Plan(
    rounds=60,
    cold_every=10,
    novel_every=4,
    novel_back_to_back=6,
    overhead_rounds=30,
    bursts=(1, 10, 100, 10, 10, 1, 1000, 10, 10, 1, 100, 10),
    sequential=20,
    unbanked_burst=100,
    floor_rate_s=4.0,
    floor_rate_every=3,
    starts=3,
    problems_loaded=(1, 10, 50),
)

# Shows that everything works; its figures mean nothing.
QUICK = Plan(
    rounds=2,
    cold_every=2,
    novel_every=2,
    novel_back_to_back=1,
    overhead_rounds=2,
    bursts=(1, 2, 4),
    sequential=1,
    unbanked_burst=2,
    floor_rate_s=0.2,
    floor_rate_every=2,
    starts=1,
    problems_loaded=(2,),
)
