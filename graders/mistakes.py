"""Naming the mistake of a wrong submission: what the problem's examples of mistakes do, and hints.

Nothing is run for a submission that is right. The fixed cases have the same arguments whatever the
seed: what the examples do there is computed when nobody waits, once for a problem, and rules most
of them out. Only those that are left run over all of the submission's cases, once it is wrong.
"""

import logging
import threading
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from graders.cancellation import Stop
from graders.cases import Case, fixed_cases
from graders.diagnose import Behaviour, behaviour, explains
from graders.execution import Execution
from graders.parallel import usable_cores
from graders.problem import HINTED, ExampleSubmission, Problem
from graders.roads import Roads
from graders.sandbox.errors import SandboxFailureError
from graders.values import Value
from graders.verdict import CaseVerdict, Hint, Outcome

_ATTEMPTS = 3
_PROBLEMS_KEPT = 64

_log = logging.getLogger(__name__)


class KnownMistakes:
    """The problems' examples of mistakes, run in sandboxed processes that no submission enters.

    Its methods may be called from any thread.
    """

    def __init__(self, roads: Roads) -> None:
        self._roads = roads
        self._on_fixed_cases: dict[str, Mapping[str, Behaviour]] = {}  # by revision, oldest first
        self._computing = threading.Lock()
        # For one submission there are seldom more than two to run.
        self._running = ThreadPoolExecutor(usable_cores(), "example")

    def prepare(self, problem: Problem) -> bool:
        """Compute ahead what can be; whether there was anything to compute."""
        if problem.revision in self._on_fixed_cases:
            return False
        try:
            self._fixed(problem)
        except SandboxFailureError as error:
            _log.warning("%s: the examples could not be run: %s", problem.name, error)
            return False  # The first wrong submission tries again.
        return True

    def hints(
        self,
        problem: Problem,
        source: str,
        execution: Execution,
        cases: Sequence[Case],
        expected: Sequence[Value],
        verdicts: Sequence[CaseVerdict],
        outcome: Outcome,
        stop: Stop | None,
    ) -> tuple[Hint, ...]:
        """The hints of the examples that do as a submission does; none where it is right.

        They depend on the problem, the cases and the submission alone. Only where the sandbox fails
        again and again they are missing.

        Args:
            problem: whose examples they are.
            source: the submission.
            execution: what it did.
            cases: the calls.
            expected: what the reference returned.
            verdicts: those on the cases.
            outcome: that of the submission; only examples that are to get the same can explain it.
            stop: ends it.

        Raises:
            GradingCancelledError: `stop` was requested.
        """
        submission = behaviour(execution, source, cases)
        if outcome not in HINTED or submission is None:
            return ()
        for _ in range(_ATTEMPTS):
            try:
                explaining = self._explaining(problem, outcome, submission, cases, expected, stop)
                break
            except SandboxFailureError as error:
                _log.warning("%s: the examples could not be run: %s", problem.name, error)
        else:
            return ()
        passing = (Outcome.ACCEPTED, Outcome.SKIPPED)
        failed = tuple(case.name for case in verdicts if case.verdict not in passing)
        # Mistakes that no case tells apart often have the same hint, which is given once.
        by_text: dict[str, list[str]] = {}
        for example in explaining:
            by_text.setdefault(example.hint or "", []).append(example.mistake)
        return tuple(
            Hint(mistake=first, also=tuple(others), text=text, cases=failed)
            for text, (first, *others) in by_text.items()
        )

    def _explaining(
        self,
        problem: Problem,
        outcome: Outcome,
        submission: Behaviour,
        cases: Sequence[Case],
        expected: Sequence[Value],
        stop: Stop | None,
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
            return self._roads.execute(problem, "example", example.source, cases, stop=stop)

        alike = [example for example in problem.submissions if example.expected is outcome]
        fixed = [place for place, case in enumerate(cases) if case.fixed]
        suspects = explaining(alike, self._fixed(problem), fixed)
        executions = list(self._running.map(run, suspects))
        return explaining(suspects, _behaviours(suspects, executions, cases), range(len(cases)))

    def _fixed(self, problem: Problem) -> Mapping[str, Behaviour]:
        """What each example does on the fixed cases, by its name."""
        known = self._on_fixed_cases.get(problem.revision)
        if known is not None:
            return known
        with self._computing:
            if problem.revision not in self._on_fixed_cases:
                examples = [each for each in problem.submissions if each.expected in HINTED]
                cases = fixed_cases(problem.spec)
                sources = [example.source for example in examples]
                executions = self._roads.execute_each(problem, sources, cases)
                known = _behaviours(examples, executions, cases)
                self._on_fixed_cases[problem.revision] = known
                if len(self._on_fixed_cases) > _PROBLEMS_KEPT:
                    del self._on_fixed_cases[next(iter(self._on_fixed_cases))]
            return self._on_fixed_cases[problem.revision]


def _behaviours(
    examples: Sequence[ExampleSubmission],
    executions: Sequence[Execution],
    cases: Sequence[Case],
) -> dict[str, Behaviour]:
    """By the example's name; one that was stopped can explain nothing, and is left out."""
    shown = {}
    for example, execution in zip(examples, executions, strict=True):
        if (does := behaviour(execution, example.source, cases)) is not None:
            shown[example.name] = does
    return shown
