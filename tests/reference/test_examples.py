"""The problems that ship: what their example submissions get."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pytest

from graders.core.limits import Limits
from graders.core.values import Value
from graders.core.verdict import Outcome
from graders.execution.endings import report_loading
from graders.execution.program_cache import ProgramCache
from graders.execution.run_cases import execute
from graders.grading.case_verdicts import CaseReports
from graders.problem.cases import Case, draw_cases, draw_warm_up_cases
from graders.problem.examples import HINTED, ExampleSubmission
from graders.problem.package import Problem, load_problems
from graders.sandbox.outcomes import Raised, Unreadable
from graders.sandbox.programs import Programs
from graders.sandbox.supervisor.run import Run
from graders.sandbox.supervisor.sandbox import Sandbox
from tests.graders.conftest import REFERENCE
from tests.graders.packages import with_few_shapes

_SEED = 20
# Many examples may use one process, on machines that do other things as well.
_GENEROUS = Limits(wall_s=120.0, cpu_s=120.0)
_OF_ALL = _GENEROUS.model_copy(update={"wall_s": 600.0, "cpu_s": 600.0, "returned_mb": 128})
# Of the programs, for the cache: the judge has none of this name.
_ROLE = "examples"
# Those would end it. `tests/graders/execution/test_strategies.py` runs such ones.
_ENDING = (Outcome.TIME_LIMIT_EXCEEDED, Outcome.MEMORY_LIMIT_EXCEEDED)
_NO_OUTPUT = (Raised, Unreadable)
PROBLEMS = load_problems(REFERENCE)
# The warm-up is drawn as the cases are: what holds for some shapes holds for the others.
TRIED = [with_few_shapes(problem, most=1) for problem in PROBLEMS.values()]

# On a busy machine a problem's programs take their time to compile.
pytestmark = pytest.mark.timeout(600)


@pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)
def test_each_mistake_has_a_title_of_its_own(problem: Problem) -> None:
    mistakes = [example for example in problem.submissions if example.expected in HINTED]
    for example in mistakes:
        assert example.source.startswith(f'"""{example.title}\n\n'), example.name
    # Mistakes that share a hint are told together.
    assert len({example.title for example in mistakes}) == len({each.hint for each in mistakes})


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    sandbox = Sandbox()
    yield sandbox
    sandbox.close()


@pytest.fixture(scope="module")
def compiled(pytestconfig: pytest.Config) -> ProgramCache:
    """What was compiled for each problem, by another test process or in an earlier run too."""
    cache = getattr(pytestconfig, "cache", None)  # None where it was switched off
    return ProgramCache(None if cache is None else cache.mkdir("programs"))


def _in(compiled: ProgramCache, problems: Iterable[Problem]) -> dict[str, bytes]:
    """Programs by a digest of their text: each is the same for every problem."""
    found = [compiled.get(problem, _ROLE) or Programs() for problem in problems]
    return {key: program for each in found for key, program in each.serialized.items()}


@dataclass(frozen=True, slots=True)
class Examples:
    """What a problem's examples come to, but for those that would end their process."""

    problem: Problem
    outcomes: Mapping[str, Outcome]


@pytest.fixture(scope="module", params=TRIED, ids=list(PROBLEMS))
def examples(request: pytest.FixtureRequest, sandbox: Sandbox, compiled: ProgramCache) -> Examples:
    problem: Problem = request.param
    assert problem.warm_up is not None
    warming = problem.harness.calling_instead("warm_up")
    cases = draw_cases(problem.spec, _SEED)
    outcomes: dict[str, Outcome] = {}
    # In one process, where what one source compiles serves the others too: whether a fork gives
    # the same is tested by `tests/graders/execution/test_strategies.py`.
    with sandbox.start(_OF_ALL, Programs(_in(compiled, TRIED))) as run:
        run.record()
        warmed = execute(run, warming, problem.warm_up, draw_warm_up_cases(problem.spec))
        assert not [call.answer for call in warmed.calls if isinstance(call.answer, Raised)]
        assert warmed.loading is None
        run.charge_from_now(_GENEROUS)
        calls = execute(run, problem.harness, problem.solution, cases).calls
        expected = [call.answer for call in calls if not isinstance(call.answer, _NO_OUTPUT)]
        assert len(expected) == len(cases)
        for example in _tried(request.config, problem):
            if example.expected not in _ENDING:
                outcomes[example.name] = _outcome(run, problem, example, cases, expected)
        run.charge_from_now(_OF_ALL)
        more = run.recorded().serialized
    if more:
        compiled.put(problem, _ROLE, Programs({**_in(compiled, [problem]), **more}))
    return Examples(problem, outcomes)


def _tried(config: pytest.Config, problem: Problem) -> Sequence[ExampleSubmission]:
    only_right = config.getoption("right_examples_only", default=False)
    right = [each for each in problem.submissions if each.expected is Outcome.ACCEPTED]
    return right if only_right else problem.submissions


def _outcome(
    run: Run,
    problem: Problem,
    example: ExampleSubmission,
    cases: Sequence[Case],
    expected: Sequence[Value],
) -> Outcome:
    # A mistake shows in one of the first cases: what it compiles for the others serves nobody.
    at_once = len(cases) if example.expected is Outcome.ACCEPTED else 1
    for first in range(0, len(cases), at_once):
        some = slice(first, first + at_once)
        run.charge_from_now(_GENEROUS)
        execution = execute(run, problem.harness, example.source, cases[some])
        if ended := report_loading(execution, example.source, problem.spec.limits):
            return ended[0]
        reports = CaseReports(cases[some], problem.spec, example.source)
        for case in reports.finish(execution, expected[some]):
            if case.verdict is not Outcome.ACCEPTED:
                return case.verdict
    return Outcome.ACCEPTED


def test_examples_get_the_verdict_of_their_folder(
    pytestconfig: pytest.Config, examples: Examples
) -> None:
    # What does not meet a demand has right outputs; that it fails is in another run.
    demands = {demand.mistake for demand in examples.problem.spec.all_demands}
    assert examples.outcomes == {
        example.name: Outcome.ACCEPTED if example.mistake in demands else example.expected
        for example in _tried(pytestconfig, examples.problem)
        if example.expected not in _ENDING
    }
