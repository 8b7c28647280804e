"""What the service needs of a judge."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from graders.cancellation import Stop
from graders.faults import Fault
from graders.problem import Problem
from graders.trial import Input
from graders.verdict import CaseVerdict, Environment, Verdict
from graders.warm import State


class Grader(Protocol):
    """Fits `graders.judge.Judge`, which says more. Its methods are called from several threads."""

    environment: Environment

    def grade(
        self,
        problem: Problem,
        source: str,
        *,
        seed: int | None,
        submission_id: str | None,
        on_case: Callable[[int, CaseVerdict], None] | None,
        stop: Stop | None,
    ) -> Verdict:
        """Judge one submission; a fault of the judge's own is a verdict too.

        Raises:
            GradingCancelledError: `stop` was requested.
        """

    def run(
        self,
        problem: Problem,
        source: str,
        inputs: Sequence[Input] | None,
        *,
        run_id: str | None,
        on_case: Callable[[int, CaseVerdict], None] | None,
        stop: Stop | None,
    ) -> Verdict:
        """Run a source for no score, on the sample cases or on other inputs.

        Raises:
            GradingCancelledError: `stop` was requested.
        """

    def find_faults(self, problem: Problem, seed: int) -> Sequence[Fault]:
        """What the problem's generators, validator and checker show to be wrong with it."""

    def review(
        self, problem: Problem, source: str, verdict: Verdict, *, stop: Stop | None
    ) -> Verdict:
        """Add to a verdict what nobody has to wait for.

        Raises:
            SandboxFailureError: the sandbox failed.
            ProblemCodeError: the problem's own code failed.
            GradingCancelledError: `stop` was requested.
        """

    def draw_seed(self, problem: Problem) -> int:
        """A seed for the next submission, given to one `grade` only."""

    def warm(self, problem: Problem) -> None:
        """Make ready in the background for submissions to a problem."""

    def warmth(self, problem: Problem) -> State:
        """How ready it is."""

    def counts(self) -> Mapping[str, int]:
        """What it did and what went wrong, since the start."""

    def close(self) -> None:
        """End every process; each `grade` under way then ends with `judge_error`."""
