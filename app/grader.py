"""What the service needs of a judge."""

from typing import Protocol

from graders.problem import Problem
from graders.verdict import Environment, Verdict
from graders.warm import State


class Grader(Protocol):
    """Fits `graders.judge.Judge`, which says more. Its methods are called from several threads."""

    environment: Environment

    def grade(
        self, problem: Problem, source: str, *, seed: int | None, submission_id: str | None
    ) -> Verdict:
        """Judge one submission; a fault of the judge's own is a verdict too."""

    def draw_seed(self, problem: Problem) -> int:
        """A seed for the next submission, given to one `grade` only."""

    def warm(self, problem: Problem) -> None:
        """Make ready in the background for submissions to a problem."""

    def warmth(self, problem: Problem) -> State:
        """How ready it is."""

    def close(self) -> None:
        """End every process; each `grade` under way then ends with `judge_error`."""
