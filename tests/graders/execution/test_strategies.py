"""The same verdict by every way to run a source."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from graders.core.harness import Harness
from graders.core.limits import Limits
from graders.core.values import Array
from graders.core.verdict import Outcome
from graders.execution.endings import report_loading
from graders.execution.run_cases import Execution, execute
from graders.grading.case_verdicts import CaseReports
from graders.judge import Judge
from graders.problem.cases import draw_cases, draw_warm_up_cases
from graders.problem.examples import HINTED, ExampleSubmission
from graders.problem.package import Problem, load_problem
from graders.sandbox.outcomes import ProcessEndedError
from graders.sandbox.programs import Programs
from graders.sandbox.supervisor.run import Run
from graders.sandbox.supervisor.sandbox import Sandbox
from graders.sandbox.supervisor.warm_up import Template, WarmUp
from tests.graders.packages import case, package, with_few_shapes
from tests.graders.processes import eventually, page_faults

_SEED = 20


def _with_one_shape(problem: Problem) -> Problem:
    """The first sample, and drawn cases of its sizes: every live run compiles each size.

    What does not end is stopped by its processor time alone, which a busy machine takes none of.
    What fills memory need not fill more than others come near.
    """
    problem = with_few_shapes(problem, most=1)
    limits = problem.spec.limits.model_copy(update={"wall_s": 30.0, "cpu_s": 2.5, "memory_mb": 384})
    spec = problem.spec.model_copy(update={"cases": problem.spec.cases[:1], "limits": limits})
    return replace(problem, spec=spec)


PROBLEM = _with_one_shape(load_problem(Path("reference/add_layer_warm_start")))
# Those that do something of their own to JAX or end in their own way, which a fresh process costs
# seconds to show. The others do what these do: `tests/reference/` runs them, in forks only.
NAMES = (
    "batch_axis_added",
    "endless_recursion",
    "gelu_between",
    "no_int_cast",
    "off_by_a_thousandth",
    "plain_list",
    "returns_nan",
    "same_seed",
)
EXAMPLES = {
    example.name: example
    for example in PROBLEM.submissions
    if example.expected not in HINTED or example.mistake in NAMES
}


@pytest.fixture(scope="module")
def warm_up() -> WarmUp:
    assert PROBLEM.warm_up is not None
    return WarmUp(PROBLEM.warm_up, Harness.calling("warm_up"), draw_warm_up_cases(PROBLEM.spec))


@pytest.fixture(scope="module")
def programs(sandbox: Sandbox, warm_up: WarmUp) -> Programs:
    return sandbox.compile(PROBLEM.spec.limits, warm_up)


@pytest.fixture(scope="module")
def template(sandbox: Sandbox, warm_up: WarmUp, programs: Programs) -> Iterator[Template]:
    template = sandbox.start_template(PROBLEM.spec.limits, warm_up, programs)
    yield template
    template.close()


@pytest.fixture(scope="module")
def compiled() -> dict[str, bytes]:
    """What fresh processes have compiled, none of which the others compile once more."""
    return {}


@pytest.fixture(scope="module")
def expected(sandbox: Sandbox, compiled: dict[str, bytes]) -> Execution:
    # It compiles what no other process has to.
    limits = PROBLEM.spec.limits.model_copy(update={"cpu_s": 30.0})
    return _execute_fresh(sandbox, compiled, limits, PROBLEM.solution)


def _execute_fresh(
    sandbox: Sandbox,
    compiled: dict[str, bytes],
    limits: Limits,
    source: str,
    *,
    observe: bool = False,
) -> Execution:
    with sandbox.start(limits, Programs(dict(compiled))) as run:
        run.record()
        execution = _execute(run, source, observe=observe)
        if execution.stopped is None:
            compiled |= run.recorded().serialized
    return execution


def _execute(run: Run, source: str, *, observe: bool = False) -> Execution:
    cases = draw_cases(PROBLEM.spec, _SEED)
    return execute(run, PROBLEM.harness, source, cases, observe=observe)


def _verdict(execution: Execution, expected: Execution, source: str) -> tuple[object, list[str]]:
    """All that the execution decides, without the times."""
    cases = draw_cases(PROBLEM.spec, _SEED)
    outputs = [call.answer for call in expected.calls]
    reports = CaseReports(cases, PROBLEM.spec, source)
    verdicts = reports.finish(execution, outputs)  # type: ignore[arg-type]
    untimed = [
        case.model_copy(update={"time_ms": 0.0, "cpu_ms": 0.0}).model_dump_json()
        for case in verdicts
    ]
    return report_loading(execution, source, PROBLEM.spec.limits), untimed


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_an_example_gets_the_same_verdict_wherever_it_runs(
    example: ExampleSubmission,
    sandbox: Sandbox,
    template: Template,
    programs: Programs,
    compiled: dict[str, bytes],
    expected: Execution,
) -> None:
    limits = PROBLEM.spec.limits
    if example.expected is Outcome.TIME_LIMIT_EXCEEDED:
        # It takes whatever it is given; a fork gets what the template was made with.
        limits = limits.model_copy(update={"cpu_s": 1.0})
    cold = _execute_fresh(sandbox, compiled, limits, example.source)
    with sandbox.start(limits, programs) as run:
        loaded = _execute(run, example.source)
    with template.start() as run:
        forked = _execute(run, example.source)
    verdict = _verdict(cold, expected, example.source)
    assert _verdict(loaded, expected, example.source) == verdict
    assert _verdict(forked, expected, example.source) == verdict


def test_most_of_what_a_fork_writes_to_is_its_own_before_its_submission_comes(
    template: Template,
) -> None:
    with template.start() as run:
        before = page_faults(run.process)
        _execute(run, PROBLEM.solution)
        assert page_faults(run.process) - before < before


def test_nothing_is_compiled_twice_wherever_it_runs(sandbox: Sandbox, template: Template) -> None:
    # JAX takes a function that is made anew in each call for another one.
    source = f"""
import jax
from graders.sandbox.child import jax_internals

compile_natively = jax_internals.compile_natively

def counted(*arguments):
    jax_internals.compiled.append(arguments)
    return compile_natively(*arguments)

if not hasattr(jax_internals, "compiled"):  # It is loaded once more under a probe.
    jax_internals.compiled = []
    jax_internals.compile_natively = counted

def {PROBLEM.harness.defines[0]}(*arguments):
    jax.jit(lambda x: x * 3 + 7)(2.0)
    return float(len(jax_internals.compiled))
"""
    with sandbox.start(PROBLEM.spec.limits) as run:
        cold = _execute(run, source)
    with template.start() as run:
        forked = _execute(run, source)
    for execution in (cold, forked):
        counts = [call.answer.data for call in execution.calls if isinstance(call.answer, Array)]
        assert len(counts) == PROBLEM.spec.case_count
        assert set(map(float, counts)) == {1}


def test_a_call_begins_while_the_answer_to_the_one_before_is_dealt_with(sandbox: Sandbox) -> None:
    spec, cases = PROBLEM.spec, draw_cases(PROBLEM.spec, _SEED)
    source = f"""
import os
answers = iter([1.0])
def {PROBLEM.harness.defines[0]}(*arguments):
    return next(answers, None) or os._exit(0)
"""
    with sandbox.start(spec.limits) as run:

        def on_call(execution: Execution) -> None:
            assert len(execution.calls) == 1
            assert eventually(lambda: not Path(f"/proc/{run.process}").exists())

        stopped = execute(run, PROBLEM.harness, source, cases, on_call=on_call).stopped
    assert stopped is not None
    assert isinstance(stopped.reason, ProcessEndedError)


def test_what_is_done_with_an_answer_counts_against_no_limit(sandbox: Sandbox) -> None:
    spec, cases = PROBLEM.spec, draw_cases(PROBLEM.spec, _SEED)
    limits = spec.limits.model_copy(update={"wall_s": 0.5})
    source = f"def {PROBLEM.harness.defines[0]}(*arguments):\n    return 1.0\n"

    def on_call(_: Execution) -> None:
        time.sleep(limits.wall_s / 2)

    with sandbox.start(limits) as run:
        execution = execute(run, PROBLEM.harness, source, cases, on_call=on_call)
    assert execution.stopped is None
    assert len(execution.calls) == len(cases) > 3


@pytest.mark.parametrize("name", ["kernel_value", "numpy_forward"])
def test_what_is_noticed_is_the_same_wherever_it_runs(
    name: str, sandbox: Sandbox, template: Template, compiled: dict[str, bytes]
) -> None:
    source = EXAMPLES[f"accepted/{name}.py"].source
    cold = _execute_fresh(sandbox, compiled, PROBLEM.spec.limits, source, observe=True)
    with template.start() as run:
        replayed = _execute(run, source, observe=True)
    assert len(cold.calls) == 2 * PROBLEM.spec.case_count
    assert [call.noticed for call in cold.calls] == [call.noticed for call in replayed.calls]
    assert cold.traces == replayed.traces
    assert any([*(call.noticed for call in cold.calls), *cold.traces])


def test_a_crash_in_a_fork_has_to_happen_in_a_fresh_process_too(
    judge: Judge, tmp_path: Path
) -> None:
    problem = package(
        tmp_path,
        "def f(x): return 2 * x",
        cases=[case("one", x=1.0)],
        files={"warm_up.py": "def warm_up(x): return 2 * x"},
    )
    source = "import signal\n\ndef f(x):\n    signal.raise_signal(signal.SIGABRT)\n"
    judge.warm(problem)
    assert judge.wait_until_warm(100)
    before = Counter(judge.counts())
    assert judge.grade(problem, source).verdict is Outcome.RUNTIME_ERROR
    # The reference runs in a fork too.
    assert Counter(judge.counts()) - before == {"fork": 1, "fork_doubted": 1, "fresh": 1}
