"""How a source is run: in a fork of the problem's template, or in a fresh process.

Both give the same verdict. In a fork everything is started, and compiled what the warm-up uses. A
fresh process starts a backend and loads what the warm-up compiled, where that is kept: it serves
where there is no template yet, and where a fork ended in a way that only a fork may.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal

from graders.core.cancellation import CancellationToken
from graders.core.limits import Limits
from graders.execution.many_draws import in_turn
from graders.execution.problem_code import Execute, generous
from graders.execution.run_cases import Execution, Stopped, execute
from graders.execution.warm_pool import Role as WarmRole
from graders.execution.warm_pool import WarmPool
from graders.problem.cases import Case
from graders.problem.package import Problem
from graders.sandbox.errors import SandboxFailureError
from graders.sandbox.outcomes import Limit, ProcessEndedError
from graders.sandbox.supervisor.run import Run
from graders.sandbox.supervisor.sandbox import Sandbox

# An example of a mistake runs where submissions run, because it needs what they need.
Role = Literal[WarmRole, "example"]

# What uses less of its wall time than this share waits for something.
_BUSY = 0.9


class Strategies:
    """Runs sources by the fastest way that is ready. May be used from any thread."""

    def __init__(self, sandbox: Sandbox, pool: WarmPool) -> None:
        self._sandbox = sandbox
        self._pool = pool
        self.counts: Counter[str] = Counter()

    def execute(
        self,
        problem: Problem,
        role: Role,
        source: str,
        cases: Sequence[Case],
        *,
        observe: bool = False,
        on_call: Callable[[Execution], None] | None = None,
        stop: CancellationToken | None = None,
    ) -> Execution:
        """Run `source` over the cases in one process.

        Args:
            problem: whose limits and entry point they are.
            role: as what it runs.
            source: the text of the file.
            cases: the calls.
            observe: whether it is called twice and traced; see `execute`.
            on_call: told, after each call, what has been done so far; where it has to be run
                again it starts anew, with the same answers.
            stop: ends it.

        Raises:
            SandboxFailureError: the sandbox itself failed.
            GradingCancelledError: `stop` was requested.
        """
        run_cases = partial(
            execute,
            spec=problem.spec,
            source=source,
            cases=cases,
            observe=observe,
            on_call=on_call,
            stop=stop,
        )
        execution = self._in_fork(problem, role, run_cases)
        if execution is None:
            self.counts["fresh"] += 1
            with self._start_fresh(problem, role) as run:
                execution = run_cases(run)
        stopped = execution.stopped
        if role == "submission" and stopped is not None and isinstance(stopped.reason, Limit):
            self.counts[f"killed_{stopped.reason.name.lower()}"] += 1
        return execution

    def execute_each(
        self, problem: Problem, sources: Sequence[str], cases: Sequence[Case]
    ) -> list[Execution]:
        """Run examples over the cases, one after the other: what one compiles, all others have.

        One that is stopped ends its process. If it was not the first there, it gets another try in
        a process where it is; the others go on after it.

        Raises:
            SandboxFailureError: the sandbox itself failed.
        """
        limits = generous(problem.spec.limits)
        executions: list[Execution] = []
        while left := sources[len(executions) :]:
            programs = self._pool.programs(problem, "submission")
            with self._sandbox.start(_times(len(left), limits), programs) as run:
                for index, source in enumerate(left):
                    run.charge_from_now(limits)
                    execution = execute(run, problem.spec, source, cases)
                    if execution.stopped is None or index == 0:
                        executions.append(execution)
                    if execution.stopped is not None:
                        break
        return executions

    def execute_in_turn(
        self,
        problem: Problem,
        role: Role,
        source: str,
        draws: Sequence[Sequence[Case]],
        go_on: Callable[[], bool],
    ) -> list[Execution]:
        """Run the problem's own code over several draws, one after the other in one process.

        It is done at the lowest priority. The source is loaded anew for each draw. Where it was
        stopped, or does otherwise on the first draw once it has done the others, each draw gets a
        process of its own.

        Args:
            problem: whose limits and entry point they are.
            role: as what it runs, never as a submission.
            source: the text of the file.
            draws: the calls of each draw.
            go_on: asked before each draw but the first; ends it there.

        Returns:
            An execution of each draw, of the first ones at least.

        Raises:
            SandboxFailureError: the sandbox itself failed.
        """
        limits = generous(problem.spec.limits)
        warmed = _warmed_as(role)
        template = self._pool.template(problem, warmed)
        if template is None:
            programs = self._pool.programs(problem, warmed)
            with self._sandbox.start(_times(len(draws) + 1, limits), programs) as run:
                done = in_turn(run, problem.spec, source, draws, limits, math.inf, go_on)
        else:
            # What the kernel gives to a fork of the template, whatever it runs.
            most_cpu_s = problem.spec.limits.cpu_s
            try:
                with template.start() as run:
                    done = in_turn(run, problem.spec, source, draws, limits, most_cpu_s, go_on)
            except SandboxFailureError:
                self._pool.discard(problem, warmed, template)
                raise
        if done is not None:
            return done
        apart: list[Execution] = []
        for cases in draws:
            if apart and not go_on():
                break
            apart.append(self.execute(problem, role, source, cases))
        return apart

    def executor(self, role: Role) -> Execute:
        """`execute` for one role."""
        return lambda problem, source, cases: self.execute(problem, role, source, cases)

    def _in_fork(
        self, problem: Problem, role: Role, run_cases: Callable[[Run], Execution]
    ) -> Execution | None:
        """What it did in a fork; None where there is no template, or where that may be at fault."""
        warmed = _warmed_as(role)
        template = self._pool.template(problem, warmed)
        if template is None:
            return None
        try:
            with template.start() as run:
                execution = run_cases(run)
        except SandboxFailureError:
            self._pool.discard(problem, warmed, template)
            return None
        if _may_be_the_forks_doing(execution):
            self.counts["fork_doubted"] += 1
            return None
        self.counts["fork"] += 1
        return execution

    def _start_fresh(self, problem: Problem, role: Role) -> Run:
        limits = problem.spec.limits
        # A reference that a busy machine slows down must not cost a verdict.
        if role != "submission":
            limits = generous(limits)
        return self._sandbox.start(limits, self._pool.programs(problem, _warmed_as(role)))


def _warmed_as(role: Role) -> WarmRole:
    # Examples need what submissions need.
    return "submission" if role == "example" else role


def _times(factor: int, limits: Limits) -> Limits:
    return limits.model_copy(
        update={"wall_s": limits.wall_s * factor, "cpu_s": limits.cpu_s * factor}
    )


def _may_be_the_forks_doing(execution: Execution) -> bool:
    """Whether it ended as only a fork may: by a crash, or waiting for something for ever."""
    match execution.stopped:
        case Stopped(reason=ProcessEndedError(signal=int())):
            return True
        case Stopped(reason=Limit.WALL):
            return execution.taken.cpu_ms < _BUSY * execution.taken.time_ms
    return False
