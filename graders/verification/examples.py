"""Using a problem's example submissions to test its cases: each must get the verdict it names."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from graders.core.parallel import as_completed_for
from graders.core.verdict import Outcome, Verdict
from graders.execution.precomputed import fresh_seed
from graders.problem.examples import HINTED, ExampleSubmission
from graders.problem.package import Problem


class Grader(Protocol):
    """The part of `graders.judge.Judge` used here; several threads call `grade`."""

    def grade(self, problem: Problem, source: str, *, seed: int | None = None) -> Verdict:
        """Judge one submission; a failure of the judge is a verdict too."""


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """An example and the verdict that it got."""

    example: ExampleSubmission
    verdict: Verdict

    @property
    def is_as_expected(self) -> bool:
        """Whether the verdict is the one that the example's folder names."""
        return self.verdict.verdict is self.example.expected

    @property
    def caught_by(self) -> tuple[str, ...]:
        """The names of the cases that a wrong submission did not pass."""
        passing = (Outcome.ACCEPTED, Outcome.SKIPPED)
        return tuple(case.name for case in self.verdict.cases if case.verdict not in passing)

    @property
    def named(self) -> tuple[str, ...] | None:
        """The mistakes that a learner would be told; None if there is no mistake to name.

        The example's own is among them, unless it behaves differently each time. Any others are
        those that the cases can't tell apart from it.
        """
        if self.example.expected not in HINTED:
            return None
        return tuple(name for hint in self.verdict.hints for name in hint.mistakes)

    @property
    def is_named_rightly(self) -> bool:
        """Whether its own mistake is among those named, if there is one to name."""
        return self.named is None or self.example.mistake in self.named


def check_examples(
    judge: Grader, problem: Problem, *, seed: int | None = None
) -> Iterator[ExampleResult]:
    """Judge every example on the same cases, on all usable cores.

    Args:
        judge: judges them.
        problem: the problem of the examples.
        seed: draws the cases; None for a fresh one.

    Yields:
        The results, in order of completion.
    """
    if seed is None:
        seed = fresh_seed()
    for example, verdict in as_completed_for(
        lambda example: judge.grade(problem, example.source, seed=seed), problem.submissions
    ):
        yield ExampleResult(example, verdict)
