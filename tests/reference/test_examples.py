"""The problems that ship: what their example submissions get."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest

from graders.core.limits import Limits
from graders.core.verdict import Outcome
from graders.execution.endings import report_loading
from graders.execution.run_cases import Execution, execute
from graders.grading.case_verdicts import CaseReports
from graders.problem.cases import draw_cases, draw_warm_up_cases
from graders.problem.examples import HINTED
from graders.problem.package import Problem, load_problems
from graders.sandbox.supervisor.sandbox import Sandbox
from graders.sandbox.supervisor.warm_up import WarmUp
from tests.graders.conftest import REFERENCE
from tests.graders.packages import with_few_shapes

_SEED = 20
# Many examples may use one process, on machines that do other things as well.
_GENEROUS = Limits(wall_s=120.0, cpu_s=120.0)
_OF_ALL = _GENEROUS.model_copy(update={"wall_s": 600.0, "cpu_s": 600.0})
# Those would end it. `tests/graders/execution/test_strategies.py` runs such ones.
_ENDING = (Outcome.TIME_LIMIT_EXCEEDED, Outcome.MEMORY_LIMIT_EXCEEDED)
PROBLEMS = load_problems(REFERENCE)

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
    sandbox = Sandbox([REFERENCE])
    yield sandbox
    sandbox.close()


@dataclass(frozen=True, slots=True)
class Examples:
    """What a problem's examples did, but for those that would end their process."""

    problem: Problem
    expected: Execution
    executions: Mapping[str, Execution]


@pytest.fixture(scope="module", params=list(PROBLEMS.values()), ids=list(PROBLEMS))
def examples(request: pytest.FixtureRequest, sandbox: Sandbox) -> Examples:
    # The warm-up is drawn as the cases are: what holds for some shapes holds for the others.
    problem = with_few_shapes(request.param, most=1)
    assert problem.warm_up is not None
    harness = problem.harness.calling_instead("warm_up")
    warm_up = WarmUp(problem.warm_up, harness, draw_warm_up_cases(problem.spec))
    sources = {
        example.name: example.source
        for example in problem.submissions
        if example.expected not in _ENDING
    }
    cases = draw_cases(problem.spec, _SEED)
    programs = sandbox.compile(_GENEROUS, warm_up)
    executions: dict[str, Execution] = {}
    # In one process, where what one example compiles serves the others too: whether a fork gives
    # the same is tested by `tests/graders/execution/test_strategies.py`.
    with sandbox.start(_OF_ALL, programs) as run:
        expected = execute(run, problem.harness, problem.solution, cases)
        for name, source in sources.items():
            run.charge_from_now(_GENEROUS)
            executions[name] = execute(run, problem.harness, source, cases)
    return Examples(problem, expected, executions)


def _outcome(execution: Execution, expected: Execution, problem: Problem, source: str) -> Outcome:
    if ended := report_loading(execution, source, problem.spec.limits):
        return ended[0]
    reports = CaseReports(draw_cases(problem.spec, _SEED), problem.spec, source)
    outputs = [call.answer for call in expected.calls]
    outcomes = [case.verdict for case in reports.finish(execution, outputs)]  # type: ignore[arg-type]
    return next((o for o in outcomes if o is not Outcome.ACCEPTED), Outcome.ACCEPTED)


def test_examples_get_the_verdict_of_their_folder(examples: Examples) -> None:
    # What does not meet a demand has right outputs; that it fails is in another run.
    demands = {demand.mistake for demand in examples.problem.spec.all_demands}
    known = [each for each in examples.problem.submissions if each.name in examples.executions]
    outcomes = {
        example.name: _outcome(
            examples.executions[example.name], examples.expected, examples.problem, example.source
        )
        for example in known
    }
    assert outcomes == {
        example.name: Outcome.ACCEPTED if example.mistake in demands else example.expected
        for example in known
    }
