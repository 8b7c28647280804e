"""How a submission would end if a few of a problem's cases were added or changed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from graders.core.verdict import Outcome
from graders.problem.cases import names_in_order
from graders.problem.package import Problem
from graders.problem.spec import FixedCase, Generator, PythonGenerator
from graders.verification.examples import Grader


@dataclass(frozen=True, slots=True)
class Judged:
    """A submission that has a verdict, whose cases `seed` drew.

    `results` has the outcome of each case and demand; None if it was judged on another revision
    than the one that is changed, so that nothing is known of the cases that stay.
    """

    source: str
    seed: int
    outcome: Outcome
    results: Mapping[str, Outcome] | None


class ChangedCases:
    """Judges submissions on a problem of which they know all but some cases."""

    def __init__(self, problem: Problem, changed: Collection[str]) -> None:
        """Prepare to judge.

        Args:
            problem: the problem with the changed cases.
            changed: their names.
        """
        self._problem = problem
        self._changed = frozenset(changed)
        alone = with_only(problem, changed)
        # What is demanded is known from the verdict, and nobody is told a hint.
        feedback = alone.spec.feedback.model_copy(update={"forbid": []})
        spec = alone.spec.model_copy(update={"demands": [], "feedback": feedback})
        self._alone = replace(alone, spec=spec, submissions=())
        self._is_drawn = bool(spec.generators or spec.python_generators)
        demands = [demand.name for demand in problem.spec.all_demands]
        self._order = (*names_in_order(problem.spec), *demands)

    def outcome(self, judge: Grader, submission: Judged) -> Outcome:
        """How a submission would end on the problem with the changed cases.

        It runs on the changed cases alone where the rest of its result is known, on none where it
        ends before them, and else on all.

        Args:
            judge: runs it.
            submission: its source, and how it ended on the cases that it was judged on.

        Returns:
            The outcome; `judge_error` if the judge failed.

        Raises:
            GradingCancelledError: the judge was stopped.
        """
        known = submission.results
        if known is None:
            return self._on_all(judge, submission)
        if all(each is Outcome.SKIPPED for each in known.values()):
            return submission.outcome  # It could not be loaded, whatever the cases.
        tried: Mapping[str, Outcome] | None = None
        for name in self._order:
            if name in self._changed:
                if tried is None:
                    tried = self._on_changed(judge, submission)
                outcome = tried.get(name, Outcome.SKIPPED)
            else:
                outcome = known.get(name, Outcome.SKIPPED)
            if outcome is Outcome.SKIPPED:
                break
            if outcome is not Outcome.ACCEPTED:
                return outcome
        else:
            return Outcome.ACCEPTED
        return self._on_all(judge, submission)

    def _on_changed(self, judge: Grader, submission: Judged) -> dict[str, Outcome]:
        # The reference's outputs on given arguments are kept, by seed, for the next submission.
        seed = submission.seed if self._is_drawn else 0
        verdict = judge.grade(self._alone, submission.source, seed=seed)
        if verdict.verdict is Outcome.JUDGE_ERROR:
            return dict.fromkeys(self._changed, Outcome.JUDGE_ERROR)
        return {case.name: case.verdict for case in verdict.cases}

    def _on_all(self, judge: Grader, submission: Judged) -> Outcome:
        return judge.grade(self._problem, submission.source, seed=submission.seed).verdict


def with_only(problem: Problem, names: Collection[str]) -> Problem:
    """The problem with only the entries that make cases of these names, all shown in full."""

    def kept(entries: Collection[FixedCase | Generator | PythonGenerator]) -> list[object]:
        return [
            entry.model_copy(update={"visibility": "sample"})
            for entry in entries
            if set(entry.case_names()) <= set(names)
        ]

    spec = problem.spec
    lists = {
        "cases": kept(spec.cases),
        "generators": kept(spec.generators),
        "python_generators": kept(spec.python_generators),
    }
    # Caches are keyed by revision, and this one must not be mistaken for a stored revision.
    revision = f"{problem.revision}-added"
    return replace(problem, spec=spec.model_copy(update=lists), revision=revision)
