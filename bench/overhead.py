"""What the sandbox alone adds, and what its processes take: no judge, no comparison."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from time import perf_counter, sleep

from bench.latency import PAUSE_S
from bench.novel import NovelSources
from bench.plan import BenchError
from bench.processes import Memory, parent_of, private_memory, proportional_memory, tree
from bench.results import Results
from bench.workbench import Workbench
from graders.core.harness import Harness
from graders.execution.precomputed import fresh_seed
from graders.execution.run_cases import Execution, execute
from graders.problem.cases import draw_cases, draw_warm_up_cases
from graders.problem.package import Problem
from graders.sandbox.supervisor.run import Run
from graders.sandbox.supervisor.sandbox import Sandbox
from graders.sandbox.supervisor.warm_up import Template, WarmUp


def measure_sandbox(bench: Workbench) -> Results:
    """Run cases bare and sandboxed, by turns, and look at the processes' memory."""
    plan, problem, results = bench.plan, bench.subject.problem, Results()
    floor = bench.floors([bench.name])[0]
    bench.progress.stage("sandbox", plan.overhead_rounds)
    with _sandbox() as sandbox, _template(sandbox, problem) as template:
        _forked_ms(problem, template, fresh_seed())
        for number in range(plan.overhead_rounds):
            seed = fresh_seed()
            measured: list[tuple[str, Callable[[], float]]] = [
                ("sandbox_floor_ms", partial(floor.cases_ms, bench.name, seed)),
                ("sandbox_sandboxed_ms", partial(_forked_ms, problem, template, seed)),
                ("sandbox_empty_ms", partial(_empty_ms, template)),
            ]
            first = number % len(measured)
            for name, measure in measured[first:] + measured[:first]:
                sleep(PAUSE_S)
                results.add(name, measure())
            bare, sandboxed = (
                results.samples[f"sandbox_{which}_ms"][-1] for which in ("floor", "sandboxed")
            )
            results.add("sandbox_added_ms", sandboxed - bare)
            bench.progress.step()
        results.memory = _memory(problem, template)
    results.figures = {f"{name}_mb": memory.mb for name, memory in results.memory.items()}
    return results


@contextmanager
def _sandbox() -> Iterator[Sandbox]:
    sandbox = Sandbox()
    try:
        yield sandbox
    finally:
        sandbox.close()


@contextmanager
def _template(sandbox: Sandbox, problem: Problem) -> Iterator[Template]:
    """Made as the judge makes it."""
    if problem.warm_up is None:
        raise BenchError(f"{problem.name} has no warm_up.py")
    warm_up = WarmUp(problem.warm_up, Harness.calling("warm_up"), draw_warm_up_cases(problem.spec))
    programs = sandbox.compile(problem.spec.limits, warm_up)
    template = sandbox.start_template(problem.spec.limits, warm_up, programs)
    try:
        yield template
    finally:
        template.close()


def _forked_ms(problem: Problem, template: Template, seed: int) -> float:
    """From the request to fork until the process is gone."""
    begin = perf_counter()
    with template.start() as run:
        _execute(run, problem, problem.solution, seed)
    return (perf_counter() - begin) * 1e3


def _empty_ms(template: Template) -> float:
    """The same for a process that loads a source without a call in it."""
    begin = perf_counter()
    with template.start() as run:
        run.load("def nothing(): pass", Harness.calling("nothing"))
    return (perf_counter() - begin) * 1e3


def _execute(run: Run, problem: Problem, source: str, seed: int) -> Execution:
    cases = draw_cases(problem.spec, seed)
    execution = execute(run, problem.harness, source, cases)
    if execution.stopped or len(execution.calls) < len(cases):
        raise BenchError("a submission did not come to its end in the sandbox")
    return execution


def _memory(problem: Problem, template: Template) -> dict[str, Memory]:
    """A child at the end of its last case, and what it was forked from.

    The template is counted together with the fork of it that waits for the next submission, and
    what it still shares with the preloaded parent by half.
    """
    with template.start() as run:
        _execute(run, problem, problem.solution, fresh_seed())
        forked_from = parent_of(run.process)
        preloaded = parent_of(forked_from)
        child = private_memory(run.process, forked_from=forked_from)
    # One that compiles a program of its own for every set of shapes.
    with template.start() as run:
        _execute(run, problem, NovelSources(problem).next(), fresh_seed())
        compiling = private_memory(run.process, forked_from=forked_from)
    # Once the fork is gone that held its pages too, and the next one waits.
    sleep(PAUSE_S)
    return {
        "child_private": child,
        "compiling_child_private": compiling,
        "warm_parent": proportional_memory(tree(forked_from)),
        "preloaded_parent": proportional_memory([preloaded]),
    }
