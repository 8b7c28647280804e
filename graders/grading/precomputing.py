"""Precomputing draws while the judge is idle.

The reference runs over many draws in one process, and each example of a mistake in its own, so that
none can affect the results of the others.
"""

import logging
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence

from graders.core.values import Node
from graders.execution.expected_outputs import ARGUMENTS, OUTPUTS, ExpectedOutputs, outputs_of
from graders.execution.generation import generated_of
from graders.execution.precomputed import Part, PrecomputedDraws, ProblemDraws, fresh_seed
from graders.execution.problem_code import Answer, ProblemCodeError
from graders.execution.records import size
from graders.execution.strategies import Strategies
from graders.grading.known_mistakes import KnownMistakes
from graders.grading.mistake_matching import behaviour
from graders.problem.examples import ExampleSubmission
from graders.problem.package import Problem

# A process runs them in a second or two; their results stay in memory until all are done.
_DRAWS_AT_ONCE = 8
# Bound on the answers of all examples on a draw. Reading this much takes some milliseconds.
_MOST_BYTES = 2 * 2**20
_UNFINISHED_KEPT = 8

_log = logging.getLogger(__name__)

# By the example's name; None for an example that was stopped.
_Answers = dict[str, Sequence[Answer] | None]


class DrawsAhead:
    """Precomputes draws. `compute` is called from one thread only, `want` from any."""

    def __init__(
        self,
        strategies: Strategies,
        expected: ExpectedOutputs,
        mistakes: KnownMistakes,
        precomputed: PrecomputedDraws,
        is_idle: Callable[[], bool],
    ) -> None:
        """Use the judge's own parts; computing stops soon after `is_idle` turns false."""
        self._strategies = strategies
        self._expected = expected
        self._mistakes = mistakes
        self._precomputed = precomputed
        self._is_idle = is_idle
        self._wanted: set[str] = set()  # revisions, here and below
        self._too_large: set[str] = set()
        # By revision and seed: what is known of the draws of which not all examples were run.
        self._unfinished: OrderedDict[str, dict[int, _Answers]] = OrderedDict()

    def want(self, problem: Problem) -> None:
        """Note that submissions will ask for draws: callers with their own seeds need none."""
        self._wanted.add(problem.revision)

    def compute(self, problem: Problem) -> bool:
        """Compute some of what a problem still lacks. Return whether it lacked anything.

        Raises:
            SandboxFailureError: the sandbox failed.
        """
        try:
            return self._compute(problem)
        except OSError as error:
            _log.warning("no more draws of %s ahead: %s", problem.name, error)
            return False

    def _compute(self, problem: Problem) -> bool:
        draws = self._precomputed.of(problem)
        if draws is None or problem.revision not in self._wanted:
            return self._mistakes.prepare(problem)
        draws.refresh()
        # Used until the first draw has its results.
        if not draws.seeds(Part.MISTAKES) and self._mistakes.prepare(problem):
            return True
        missing = self._precomputed.size - len(draws.seeds())
        unexplained = draws.seeds() - draws.seeds(Part.MISTAKES)
        if (
            not (missing > 0 or unexplained)
            or problem.revision in self._too_large
            or not self._precomputed.has_room(problem)
        ):
            return False
        if missing > 0:
            # Only one, until the reference is known to work.
            return self._draw(problem, draws, min(missing, _DRAWS_AT_ONCE) if draws.seeds() else 1)
        self._explain(problem, draws, unexplained)
        return True

    def _draw(self, problem: Problem, draws: ProblemDraws, count: int) -> bool:
        """Keep the expected outputs of some draws; False if the problem's code returns none."""
        drawn = []
        try:
            for _ in range(count):
                seed = fresh_seed()
                drawn.append((seed, self._expected.cases(problem, seed)))
                if not self._is_idle():
                    break
            executions = self._strategies.execute_in_turn(
                problem, "reference", problem.solution, [cases for _, cases in drawn], self._is_idle
            )
            for (seed, cases), execution in zip(drawn, executions, strict=False):
                outputs = outputs_of(execution, problem, cases)
                if sum(map(size, outputs)) > self._precomputed.most_bytes_of_draw:
                    _log.info("no draws of %s ahead: its outputs are too large", problem.name)
                    self._too_large.add(problem.revision)
                    return False
                generated = generated_of(problem.spec, cases)
                arguments = [Node("dict", dict(case.arguments)) for case in generated]
                draws.write(seed, Part.OUTPUTS, {OUTPUTS: outputs, ARGUMENTS: arguments})
        except ProblemCodeError as error:
            # The first submission reports it.
            _log.info("no draws of %s ahead: its %s: %s", problem.name, error.part, error)
            return False
        return True

    def _explain(self, problem: Problem, draws: ProblemDraws, unexplained: Collection[int]) -> None:
        """Run one more example over some draws, and keep draws on which all examples have run."""
        begun = self._unfinished.setdefault(problem.revision, {})
        self._unfinished.move_to_end(problem.revision)
        if len(self._unfinished) > _UNFINISHED_KEPT:
            self._unfinished.popitem(last=False)
        seeds = sorted(unexplained, key=lambda seed: seed not in begun)[:_DRAWS_AT_ONCE]
        known = {seed: begun.get(seed, {}) for seed in seeds}
        self._unfinished[problem.revision] = known
        examples = self._mistakes.running_on_fixed_cases(problem)
        for example in examples:
            lacking = [seed for seed in seeds if example.name not in known[seed]]
            if lacking:
                self._run_example(problem, example, known, lacking, _MOST_BYTES // len(examples))
                break
        for seed in seeds:
            if len(known[seed]) == len(examples):
                answers = known.pop(seed)
                shown = {name: does for name, does in answers.items() if does is not None}
                draws.write(seed, Part.MISTAKES, shown)

    def _run_example(
        self,
        problem: Problem,
        example: ExampleSubmission,
        known: Mapping[int, _Answers],
        seeds: Sequence[int],
        most_bytes: int,
    ) -> None:
        draws = [self._expected.cases(problem, seed) for seed in seeds]
        executions = self._strategies.execute_in_turn(
            problem, "example", example.source, draws, self._is_idle
        )
        for seed, cases, execution in zip(seeds, draws, executions, strict=False):
            does = behaviour(execution, example.source, cases)
            known[seed][example.name] = None if does is None else _first(does.answers, most_bytes)


def _first(answers: Sequence[Answer], most_bytes: int) -> Sequence[Answer]:
    """As many of the answers as fit into `most_bytes`."""
    taken = 0
    for count, answer in enumerate(answers):
        taken += size(answer)
        if taken > most_bytes:
            return answers[:count]
    return answers
