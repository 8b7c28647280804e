"""Running a source: in a fork of the problem's template, or in a fresh process.

Both give the same verdict. A fork has everything started, and the warm-up's programs compiled. A
fresh process starts a backend and loads the warm-up's programs, if cached. It is used if there is
no template yet, or if a fork ended in a way that may be due to the fork.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal

from graders.core.cancellation import CancellationToken
from graders.core.limits import Limits
from graders.execution.learned_programs import LearnedPrograms
from graders.execution.many_draws import in_turn
from graders.execution.problem_code import Execute, generous
from graders.execution.run_cases import Execution, Stopped, execute, noting_its_end
from graders.execution.submitted_programs import SubmittedPrograms
from graders.execution.template_maker import Role as WarmRole
from graders.execution.template_maker import TemplateMaker
from graders.execution.warm_pool import WarmPool
from graders.problem.cases import Case
from graders.problem.package import Problem
from graders.sandbox.errors import SandboxFailureError
from graders.sandbox.outcomes import Compiled, Limit, ProcessEndedError
from graders.sandbox.supervisor.run import Run
from graders.sandbox.supervisor.sandbox import Sandbox

# Examples of mistakes run where submissions run, because they need the same programs.
Role = Literal[WarmRole, "example"]

# A run that uses less CPU than this share of its wall time is waiting for something.
_BUSY = 0.9


class Strategies:
    """Runs sources by the fastest strategy that is ready. May be used from any thread."""

    def __init__(
        self,
        sandbox: Sandbox,
        maker: TemplateMaker,
        pool: WarmPool,
        learned: LearnedPrograms,
        submitted: SubmittedPrograms,
    ) -> None:
        self._sandbox = sandbox
        self._maker = maker
        self._pool = pool
        self._learned = learned
        self._submitted = submitted
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
            problem: sets the limits and the harness.
            role: the role to run it in.
            source: the text of the file.
            cases: the calls.
            observe: whether to call it twice and trace it; see `execute`.
            on_call: called after each call with the execution so far. If the source is run again,
                this starts over, with the same answers.
            stop: cancels the run.

        Raises:
            SandboxFailureError: the sandbox itself failed.
            GradingCancelledError: `stop` was requested.
        """
        run_cases = partial(
            execute,
            harness=problem.harness,
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
        """Run examples over the cases in turn: what one compiles, all later ones reuse.

        An example that is stopped ends its process. Unless it was the first there, it is tried
        again as the first in a new process; the others follow it.

        Raises:
            SandboxFailureError: the sandbox itself failed.
        """
        limits = generous(problem.spec.limits)
        executions: list[Execution] = []
        while left := sources[len(executions) :]:
            programs = self._maker.programs(problem, "submission")
            with self._sandbox.start(_times(len(left), limits), programs) as run:
                for index, source in enumerate(left):
                    run.charge_from_now(limits)
                    execution = execute(run, problem.harness, source, cases)
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

        It runs at the lowest priority, and the source is loaded anew for each draw. If it is
        stopped, or the first draw gives other results when run again at the end, each draw gets a
        process of its own.

        Args:
            problem: sets the limits and the harness.
            role: the role to run it in, never a submission.
            source: the text of the file.
            draws: the calls of each draw.
            go_on: asked before each draw except the first; False ends the run.

        Returns:
            An execution for each draw that ran, in order, at least the first.

        Raises:
            SandboxFailureError: the sandbox itself failed.
        """
        limits = generous(problem.spec.limits)
        warmed = _warmed_as(role)
        template = self._pool.template(problem, warmed)
        if template is None:
            programs = self._maker.programs(problem, warmed)
            with self._sandbox.start(_times(len(draws) + 1, limits), programs) as run:
                done = in_turn(run, problem.harness, source, draws, limits, math.inf, go_on)
        else:
            # The kernel's CPU limit for forks of the template, whatever they run.
            most_cpu_s = problem.spec.limits.cpu_s
            try:
                with template.start() as run:
                    done = in_turn(run, problem.harness, source, draws, limits, most_cpu_s, go_on)
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

    def compiled_beyond_warm_up(
        self, problem: Problem, source: str, cases: Sequence[Case]
    ) -> tuple[Compiled, ...] | None:
        """What a source compiles over the cases in a process that has the warm-up's programs.

        None if the warm-up fails, or if the source is stopped.

        Raises:
            SandboxFailureError: the sandbox itself failed.
        """
        template = self._pool.template(problem, "submission")
        if template is None:
            self._maker.prepare(problem, "submission")
            programs = self._maker.programs(problem, "submission")
            if programs is None:
                return None
            return _compiled(
                self._sandbox.start(generous(problem.spec.limits), programs),
                problem,
                source,
                cases,
            )
        try:
            return _compiled(template.start(), problem, source, cases)
        except SandboxFailureError:
            self._pool.discard(problem, "submission", template)
            raise

    def start_apart(self, problem: Problem, role: WarmRole, rounds: int) -> Run:
        """A process that has compiled nothing yet, for several rounds of calls.

        The caller closes it. Each round may take what the problem's own code may.

        Raises:
            SandboxFailureError: the sandbox itself failed.
        """
        self.counts["fresh"] += 1
        limits = _times(rounds, generous(problem.spec.limits))
        return self._sandbox.start(limits, self._maker.programs(problem, role))

    def executor(self, role: Role) -> Execute:
        """`execute` for one role."""
        return lambda problem, source, cases: self.execute(problem, role, source, cases)

    def _in_fork(
        self, problem: Problem, role: Role, run_cases: Callable[[Run], Execution]
    ) -> Execution | None:
        """The execution in a fork; None without a template, or if the fork may be at fault."""
        warmed = _warmed_as(role)
        template = self._pool.template(problem, warmed)
        if template is None:
            return None
        try:
            with template.start() as run:
                if warmed == "submission":
                    run.offer(partial(self._find_program, problem))
                execution = run_cases(run)
                if warmed == "submission":
                    if run.taken:
                        self.counts["programs_learned"] += len(run.taken)
                    self._submitted.note(problem, run.missed, run.taken)
        except SandboxFailureError:
            self._pool.discard(problem, warmed, template)
            return None
        if _may_be_the_forks_doing(execution):
            self.counts["fork_doubted"] += 1
            return None
        self.counts["fork"] += 1
        return execution

    def _find_program(self, problem: Problem, key: str) -> bytes | None:
        return self._learned.find(problem, key) or self._submitted.find(problem, key)

    def _start_fresh(self, problem: Problem, role: Role) -> Run:
        limits = problem.spec.limits
        # A busy machine that slows down a reference must not cost a verdict.
        if role != "submission":
            limits = generous(limits)
        return self._sandbox.start(limits, self._maker.programs(problem, _warmed_as(role)))


def _compiled(
    run: Run, problem: Problem, source: str, cases: Sequence[Case]
) -> tuple[Compiled, ...] | None:
    """What a source compiles over the cases; None if it is stopped. Closes the process."""
    compiled = None
    with run, noting_its_end(run, Execution()):
        run.list_compiled()
        if execute(run, problem.harness, source, cases).stopped is None:
            compiled = run.compiled()
    return compiled


def _warmed_as(role: Role) -> WarmRole:
    # Examples need what submissions need.
    return "submission" if role == "example" else role


def _times(factor: int, limits: Limits) -> Limits:
    return limits.model_copy(
        update={"wall_s": limits.wall_s * factor, "cpu_s": limits.cpu_s * factor}
    )


def _may_be_the_forks_doing(execution: Execution) -> bool:
    """Whether it ended as only a fork may: by a crash, or by waiting forever."""
    match execution.stopped:
        case Stopped(reason=ProcessEndedError(signal=int())):
            return True
        case Stopped(reason=Limit.WALL):
            return execution.taken.cpu_ms < _BUSY * execution.taken.time_ms
    return False
