"""Naming the mistake of a wrong submission: what the problem's examples of mistakes do, and hints.

Nothing is run for a submission that is right. What the examples do on a draw of the bank was
computed ahead, and is looked up. For other draws, what they do on the fixed cases, which are the
same whatever the seed, rules most of them out; only those that are left run over all of the
submission's cases, once it is wrong. Both ways name the same mistakes.
"""

import logging
import threading
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from graders.bank import Banks, Part
from graders.bounds import HINTS_BYTES
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

    def __init__(self, roads: Roads, banks: Banks) -> None:
        self._roads = roads
        self._banks = banks
        self._on_fixed_cases: dict[str, Mapping[str, Behaviour]] = {}  # by revision, oldest first
        self._computing = threading.Lock()
        # For one submission there are seldom more than two to run.
        self._running = ThreadPoolExecutor(usable_cores(), "example")

    def prepare(self, problem: Problem) -> bool:
        """Compute what the examples do on the fixed cases; whether that was to be computed."""
        if problem.revision in self._on_fixed_cases:
            return False
        try:
            self._fixed(problem)
        except SandboxFailureError as error:
            _log.warning("%s: the examples could not be run: %s", problem.name, error)
            return False  # The first wrong submission tries again.
        return True

    def running_on_fixed_cases(self, problem: Problem) -> list[ExampleSubmission]:
        """The examples that are not stopped on the fixed cases: the others explain nothing.

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
        stop: Stop | None,
    ) -> tuple[Hint, ...]:
        """The hints of the examples that do as a submission does; none where it is right.

        They depend on the problem, the cases and the submission alone. Only where the sandbox fails
        again and again they are missing.

        Args:
            problem: whose examples they are.
            seed: has drawn the cases.
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
                explaining = self._explaining(
                    problem, seed, outcome, submission, cases, expected, stop
                )
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
        hints: list[Hint] = []
        room = HINTS_BYTES
        for text, (first, *others) in by_text.items():
            hint = Hint(mistake=first, also=tuple(others), text=text, cases=failed)
            room -= len(hint.model_dump_json().encode()) + 1
            if room < 0:
                break
            hints.append(hint)
        return tuple(hints)

    def _explaining(
        self,
        problem: Problem,
        seed: int,
        outcome: Outcome,
        submission: Behaviour,
        cases: Sequence[Case],
        expected: Sequence[Value],
        stop: Stop | None,
    ) -> list[ExampleSubmission]:
        def explaining(
            examples: Iterable[ExampleSubmission], known: Mapping[str, Behaviour]
        ) -> list[ExampleSubmission]:
            accept = problem.spec.accept
            return [
                example
                for example in examples
                if (does := known.get(example.name)) is not None
                and explains(does, submission, cases, expected, accept)
            ]

        def run(example: ExampleSubmission) -> Execution:
            return self._roads.execute(problem, "example", example.source, cases, stop=stop)

        alike = [example for example in problem.submissions if example.expected is outcome]
        banked = self._banked(problem, seed)
        suspects = explaining(alike, self._fixed(problem) if banked is None else banked)
        known = {} if banked is None else _complete(banked, len(cases))
        unknown = [example for example in suspects if example.name not in known]
        executions = list(self._running.map(run, unknown))
        return explaining(suspects, {**known, **_behaviours(unknown, executions, cases)})

    def _banked(self, problem: Problem, seed: int) -> Mapping[str, Behaviour] | None:
        """What each example does on a draw, on the first cases at least; None if not banked."""
        bank = self._banks.of(problem)
        record = None if bank is None else bank.read(seed, Part.MISTAKES)
        if record is None:
            return None
        return {
            example.name: Behaviour(example.source, record[example.name])
            for example in problem.submissions
            if example.name in record
        }

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


def _complete(known: Mapping[str, Behaviour], case_count: int) -> dict[str, Behaviour]:
    return {name: does for name, does in known.items() if len(does.answers) == case_count}


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
