"""Naming the mistake of a wrong submission by comparing it with the problem's examples.

Which example explains it is decided by `mistake_matching`; here the examples are run, or looked up.
If no example explains it, the mistake may be one that is the same in every problem: in the form of
the output (`form_mistakes`), or a result that the source does not use (`unused_results`).

Nothing is run for a correct submission. What the examples do on a precomputed draw is computed in
advance and looked up. For other draws, their results on the fixed cases, which do not depend on the
seed, rule most of them out; only the remaining ones run over all of the submission's cases, and
only if it is wrong. Both ways name the same mistakes.
"""

import logging
import threading
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from graders.core.cancellation import CancellationToken
from graders.core.parallel import usable_cores
from graders.core.values import Value
from graders.core.verdict import CaseVerdict, Hint, Outcome
from graders.core.verdict_bounds import HINTS_BYTES
from graders.execution.kept_answers import KeptAnswers
from graders.execution.precomputed import Part, PrecomputedDraws
from graders.execution.run_cases import Execution
from graders.execution.strategies import Strategies
from graders.grading.form_mistakes import common_misfit, not_used
from graders.grading.mistake_matching import Behaviour, behaviour, explains
from graders.grading.structure_mistakes import Misfit
from graders.grading.unused_results import unused_results
from graders.problem.cases import Case, fixed_cases
from graders.problem.examples import HINTED, ExampleSubmission
from graders.problem.package import Problem
from graders.sandbox.errors import SandboxFailureError

_TRIES = 3
_PROBLEMS_KEPT = 64
_PASSING = (Outcome.ACCEPTED, Outcome.SKIPPED)

_log = logging.getLogger(__name__)


class KnownMistakes:
    """The problems' examples of mistakes, run in sandboxed processes that no submission enters.

    Methods may be called from any thread.
    """

    def __init__(
        self, strategies: Strategies, precomputed: PrecomputedDraws, kept: KeptAnswers
    ) -> None:
        """Prepare to run examples.

        Args:
            strategies: runs the examples.
            precomputed: the precomputed draws.
            kept: keeps their answers on the fixed cases.
        """
        self._strategies = strategies
        self._precomputed = precomputed
        self._kept = kept
        self._on_fixed_cases: dict[str, Mapping[str, Behaviour]] = {}  # by revision, oldest first
        self._computing = threading.Lock()
        # One submission seldom needs more than two.
        self._running = ThreadPoolExecutor(usable_cores(), "example")

    def prepare(self, problem: Problem) -> bool:
        """Compute what the examples do on the fixed cases. Return whether there was work to do."""
        if problem.revision in self._on_fixed_cases:
            return False
        try:
            self._fixed(problem)
        except SandboxFailureError as error:
            _log.warning("%s: the examples could not be run: %s", problem.name, error)
            return False  # The first wrong submission tries again.
        return True

    def running_on_fixed_cases(self, problem: Problem) -> list[ExampleSubmission]:
        """The examples that no limit stops on the fixed cases: the others explain nothing.

        Raises:
            SandboxFailureError: the sandbox failed.
        """
        shown = self._fixed(problem)
        return [example for example in problem.submissions if example.name in shown]

    def hints(
        self,
        problem: Problem,
        seed: int,
        source: str,
        execution: Execution,
        cases: Sequence[Case],
        expected: Sequence[Value],
        verdicts: Sequence[CaseVerdict],
        outcome: Outcome,
        stop: CancellationToken | None,
    ) -> tuple[Hint, ...]:
        """The hints of the examples that behave like a submission; none if it is correct.

        If no example does, at most one hint of a mistake that is the same in every problem. They
        depend on the problem, the cases and the submission alone; they are missing only if the
        sandbox fails repeatedly.

        Args:
            problem: the problem of the examples.
            seed: drew the cases.
            source: the submission.
            execution: what it did.
            cases: the calls.
            expected: what the reference returned.
            verdicts: the verdicts on the cases.
            outcome: the submission's outcome; only examples meant to get the same can explain it.
            stop: cancels the search.

        Raises:
            GradingCancelledError: `stop` was requested.
        """
        submission = behaviour(execution, source, cases)
        if outcome not in HINTED or submission is None:
            return ()
        for _ in range(_TRIES):
            try:
                explaining = self._explaining(
                    problem, seed, outcome, submission, cases, expected, stop
                )
                break
            except SandboxFailureError as error:
                _log.warning("%s: the examples could not be run: %s", problem.name, error)
        else:
            return ()
        # A submission that drops a result behaves as if it computed nothing: say what it drops.
        unused = unused_results(source)
        alike = [each for each in explaining if bool(unused_results(each.source)) == bool(unused)]
        failed = tuple(case.name for case in verdicts if case.verdict not in _PASSING)
        if alike or (explaining and not unused):
            return _hints_of(alike or explaining, failed)
        general = None if explaining else _misfit(problem, submission, cases, expected, verdicts)
        if general is None and unused:
            general = not_used(unused)
        if general is None:
            return ()
        return (Hint(mistake=general.name, text=general.text, cases=failed),)

    def _explaining(
        self,
        problem: Problem,
        seed: int,
        outcome: Outcome,
        submission: Behaviour,
        cases: Sequence[Case],
        expected: Sequence[Value],
        stop: CancellationToken | None,
    ) -> list[ExampleSubmission]:
        def explaining(
            examples: Iterable[ExampleSubmission],
            known: Mapping[str, Behaviour],
            places: Sequence[int],
        ) -> list[ExampleSubmission]:
            ours = Behaviour(
                submission.source, tuple(submission.answers[place] for place in places)
            )
            calls = [cases[place] for place in places]
            outputs = [expected[place] for place in places]
            return [
                example
                for example in examples
                if (does := known.get(example.name)) is not None
                and explains(does, ours, calls, outputs, problem.spec.accept)
            ]

        def run(example: ExampleSubmission) -> Execution:
            return self._strategies.execute(problem, "example", example.source, cases, stop=stop)

        alike = [example for example in problem.submissions if example.expected is outcome]
        everywhere = range(len(cases))
        found = self._look_up(problem, seed)
        if found is None:
            fixed = [place for place in everywhere if cases[place].fixed]
            suspects = explaining(alike, self._fixed(problem), fixed)
            # What was just run need not run again: a check judges every example.
            known = {each.name: submission for each in suspects if each.source == submission.source}
        else:
            suspects = explaining(alike, found, everywhere)
            known = _complete(found, len(cases))
        unknown = [example for example in suspects if example.name not in known]
        executions = list(self._running.map(run, unknown))
        confirmed = explaining(unknown, _behaviours(unknown, executions, cases), everywhere)
        return [each for each in suspects if each.name in known or each in confirmed]

    def _look_up(self, problem: Problem, seed: int) -> Mapping[str, Behaviour] | None:
        """What each example does on a draw, at least on the first cases; None if not found."""
        draws = self._precomputed.of(problem)
        record = None if draws is None else draws.read(seed, Part.MISTAKES)
        if record is None:
            return None
        return {
            example.name: Behaviour(example.source, record[example.name])
            for example in problem.submissions
            if example.name in record
        }

    def _fixed(self, problem: Problem) -> Mapping[str, Behaviour]:
        """What each example does on the fixed cases, by name."""
        known = self._on_fixed_cases.get(problem.revision)
        if known is not None:
            return known
        with self._computing:
            if problem.revision not in self._on_fixed_cases:
                self._on_fixed_cases[problem.revision] = self._run_on_fixed(problem)
                if len(self._on_fixed_cases) > _PROBLEMS_KEPT:
                    del self._on_fixed_cases[next(iter(self._on_fixed_cases))]
            return self._on_fixed_cases[problem.revision]

    def _run_on_fixed(self, problem: Problem) -> Mapping[str, Behaviour]:
        examples = {each.name: each for each in problem.submissions if each.expected in HINTED}
        kept = self._kept.get(problem, "examples")
        if kept is not None and kept.keys() == examples.keys():
            return {name: Behaviour(examples[name].source, does) for name, does in kept.items()}
        cases = fixed_cases(problem.spec)
        sources = [example.source for example in examples.values()]
        executions = self._strategies.execute_each(problem, sources, cases)
        known = _behaviours(list(examples.values()), executions, cases)
        # If one is missing, it was stopped, perhaps only because the machine was busy.
        if known.keys() == examples.keys():
            answers = {name: does.answers for name, does in known.items()}
            self._kept.put(problem, "examples", answers)
        return known


def _complete(known: Mapping[str, Behaviour], case_count: int) -> dict[str, Behaviour]:
    return {name: does for name, does in known.items() if len(does.answers) == case_count}


def _hints_of(examples: Iterable[ExampleSubmission], failed: tuple[str, ...]) -> tuple[Hint, ...]:
    # Mistakes that no case tells apart often have the same hint, which is shown once.
    by_text: dict[str, list[ExampleSubmission]] = {}
    for example in examples:
        by_text.setdefault(example.hint or "", []).append(example)
    hints: list[Hint] = []
    room = HINTS_BYTES
    for text, alike in by_text.items():
        first, *others = (example.mistake for example in alike)
        title = " / ".join(dict.fromkeys(example.title for example in alike))
        hint = Hint(mistake=first, also=tuple(others), title=title, text=text, cases=failed)
        room -= len(hint.model_dump_json().encode()) + 1
        if room < 0:
            break
        hints.append(hint)
    return tuple(hints)


def _misfit(
    problem: Problem,
    submission: Behaviour,
    cases: Sequence[Case],
    expected: Sequence[Value],
    verdicts: Sequence[CaseVerdict],
) -> Misfit | None:
    """The mistake of form that all failing cases show; secret cases are ignored."""
    places = [
        place
        for place, (case, verdict) in enumerate(zip(cases, verdicts, strict=True))
        if not case.is_secret and verdict.verdict not in _PASSING
    ]
    return common_misfit(
        [cases[place] for place in places],
        [submission.answers[place] for place in places],
        [expected[place] for place in places],
        problem.spec.accept,
    )


def _behaviours(
    examples: Sequence[ExampleSubmission],
    executions: Sequence[Execution],
    cases: Sequence[Case],
) -> dict[str, Behaviour]:
    """Behaviours by the example's name, without those that were stopped: they explain nothing."""
    shown = {}
    for example, execution in zip(examples, executions, strict=True):
        if (does := behaviour(execution, example.source, cases)) is not None:
            shown[example.name] = does
    return shown
