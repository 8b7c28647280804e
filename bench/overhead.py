"""What the sandbox alone adds, and what one of its processes takes: no judge, no comparison."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from time import perf_counter, sleep

from bench.floor_process import FloorProcess
from bench.plan import BenchError, Plan, Progress, Subject
from bench.processes import Memory, parent_of, private_memory, proportional_memory, tree
from graders.bank import fresh_seed
from graders.cases import draw_cases, draw_warm_up_cases
from graders.execution import execute
from graders.sandbox.sandbox import Sandbox
from graders.sandbox.warm_up import Template, WarmUp

# Between two measurements: by then the next fork waits, and the processes of the last are gone.
_PAUSE_S = 0.05


@dataclass(slots=True)
class Overhead:
    """Milliseconds: the same cases bare and in a fork, their difference, and a fork of no use."""

    floor_ms: list[float] = field(default_factory=list)
    sandboxed_ms: list[float] = field(default_factory=list)
    added_ms: list[float] = field(default_factory=list)
    empty_ms: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ProcessMemory:
    """A replay at the end of its last case, and what it was forked from.

    The template is counted together with the fork of it that waits for the next submission, and
    what it still shares with the preloaded parent by half.
    """

    child: Memory
    template: Memory
    preloaded: Memory


def measure_overhead(
    subject: Subject, plan: Plan, floor: FloorProcess, progress: Progress
) -> tuple[Overhead, ProcessMemory]:
    """Run cases bare and sandboxed, by turns, and look at the last process's memory."""
    progress.stage("sandbox", plan.overhead_rounds)
    overhead = Overhead()
    with _template(subject) as template:
        _replay_ms(subject, template, fresh_seed())
        for number in range(plan.overhead_rounds):
            seed = fresh_seed()
            measured: list[tuple[list[float], Callable[[], float]]] = [
                (overhead.floor_ms, partial(floor.cases_ms, seed)),
                (overhead.sandboxed_ms, partial(_replay_ms, subject, template, seed)),
                (overhead.empty_ms, partial(_empty_ms, template)),
            ]
            first = number % len(measured)
            for samples, measure in measured[first:] + measured[:first]:
                sleep(_PAUSE_S)
                samples.append(measure())
            overhead.added_ms.append(overhead.sandboxed_ms[-1] - overhead.floor_ms[-1])
            progress.step()
        return overhead, _memory(subject, template)


@contextmanager
def _template(subject: Subject) -> Iterator[Template]:
    """Made as the judge makes it."""
    spec = subject.problem.spec
    if subject.problem.warm_up is None:
        raise BenchError(f"{subject.problem.name} has no warm_up.py")
    warm_up = WarmUp(subject.problem.warm_up, "warm_up", draw_warm_up_cases(spec))
    sandbox = Sandbox([subject.problems_dir])
    try:
        programs = sandbox.compile(spec.limits, warm_up)
        template = sandbox.start_template(spec.limits, warm_up, programs)
        try:
            yield template
        finally:
            template.close()
    finally:
        sandbox.close()


def _replay_ms(subject: Subject, template: Template, seed: int) -> float:
    """From the request to fork until the process is gone."""
    cases = draw_cases(subject.problem.spec, seed)
    begin = perf_counter()
    with template.start() as run:
        execution = execute(run, subject.problem.spec, subject.problem.solution, cases)
    took_s = perf_counter() - begin
    if execution.stopped or len(execution.calls) < len(cases):
        raise BenchError("a replay of the solution did not come to its end")
    return took_s * 1e3


def _empty_ms(template: Template) -> float:
    """The same for a process that loads a source without a call in it."""
    begin = perf_counter()
    with template.start() as run:
        run.load("def nothing(): pass", "nothing")
    return (perf_counter() - begin) * 1e3


def _memory(subject: Subject, template: Template) -> ProcessMemory:
    spec = subject.problem.spec
    with template.start() as run:
        execute(run, spec, subject.problem.solution, draw_cases(spec, fresh_seed()))
        forked_from = parent_of(run.process)
        preloaded = parent_of(forked_from)
        child = private_memory(run.process, forked_from=forked_from)
    # Once the fork is gone that held its pages too, and the next one waits.
    sleep(_PAUSE_S)
    return ProcessMemory(
        child=child,
        template=proportional_memory(tree(forked_from)),
        preloaded=proportional_memory([preloaded]),
    )
