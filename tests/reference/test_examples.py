"""The problems that ship: what their example submissions get, and that right ones are replayed."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from graders.cases import draw_cases, draw_warm_up_cases
from graders.execution import Execution, execute
from graders.problem import Problem, load_problems
from graders.problem_spec import Limits
from graders.report import CaseReports, report_loading
from graders.sandbox.run import Run
from graders.sandbox.sandbox import Sandbox
from graders.sandbox.warm_up import WarmUp
from graders.verdict import Outcome
from tests.graders.conftest import REFERENCE
from tests.graders.packages import with_few_shapes

_SEED = 20
# Many examples use one process, on machines that do other things as well.
_GENEROUS = Limits(wall_s=120.0, cpu_s=120.0)
# Those would end it. `tests/graders/test_roads.py` runs such ones.
_ENDING = (Outcome.TIME_LIMIT_EXCEEDED, Outcome.MEMORY_LIMIT_EXCEEDED)
PROBLEMS = load_problems(REFERENCE)

# On a busy machine a problem's programs take their time to compile.
pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    sandbox = Sandbox([REFERENCE])
    yield sandbox
    sandbox.close()


@pytest.fixture(params=list(PROBLEMS.values()), ids=list(PROBLEMS))
def problem(request: pytest.FixtureRequest) -> Problem:
    problem = request.param
    assert isinstance(problem, Problem)
    # The warm-up is drawn as the cases are: what holds for some shapes holds for the others.
    return with_few_shapes(problem)


def _execute(run: Run, problem: Problem, source: str) -> Execution:
    run.charge_from_now(_GENEROUS)
    return execute(run, problem.spec, source, draw_cases(problem.spec, _SEED))


def _outcome(execution: Execution, expected: Execution, problem: Problem, source: str) -> Outcome:
    if ended := report_loading(execution, source, problem.spec.limits):
        return ended[0]
    reports = CaseReports(draw_cases(problem.spec, _SEED), problem.spec, source)
    outputs = [call.answer for call in expected.calls]
    outcomes = [case.verdict for case in reports.finish(execution, outputs)]  # type: ignore[arg-type]
    return next((o for o in outcomes if o is not Outcome.ACCEPTED), Outcome.ACCEPTED)


def test_examples_get_the_verdict_of_their_folder(problem: Problem, sandbox: Sandbox) -> None:
    outcomes = {}
    # One process for all of them, so that what several use is compiled once.
    with sandbox.start(_GENEROUS) as run:
        expected = _execute(run, problem, problem.solution)
        for example in problem.submissions:
            if example.expected not in _ENDING:
                execution = _execute(run, problem, example.source)
                outcomes[example.name] = _outcome(execution, expected, problem, example.source)
    assert outcomes == {
        example.name: example.expected
        for example in problem.submissions
        if example.name in outcomes
    }


def test_accepted_examples_are_replayed(problem: Problem, sandbox: Sandbox) -> None:
    assert problem.warm_up is not None
    warm_up = WarmUp(problem.warm_up, "warm_up", draw_warm_up_cases(problem.spec))
    # What they compile themselves, nobody can have compiled before.
    sources = {
        example.name: example.source
        for example in problem.submissions
        if example.expected is Outcome.ACCEPTED and "nnx.jit" not in example.source
    }
    assert sources
    with closing(sandbox.start_template(_GENEROUS, warm_up)) as template:
        for name, source in sources.items():
            with template.start() as run:
                execution = _execute(run, problem, source)
            assert len(execution.calls) == problem.spec.case_count, name
