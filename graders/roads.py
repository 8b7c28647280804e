"""The roads by which a source can run: the same results by each, and a different wait.

1. Replay, in a fork of the problem's template: nothing is imported, started or compiled.
2. Live, in a spare that was warmed ahead of time, or in a fresh process: anything may compile.

A source that can't be replayed, or whose replay did not end well for whatever reason, runs again on
a live road, so no verdict depends on what a fork lacks.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal

from graders.cancellation import Stop
from graders.cases import Case
from graders.execution import Execution, execute
from graders.in_turn import in_turn
from graders.problem import Problem
from graders.problem_code import Execute
from graders.problem_spec import Limits
from graders.sandbox.errors import SandboxFailureError
from graders.sandbox.outcomes import Limit, NotReplayableError, Raised
from graders.sandbox.run import Run
from graders.sandbox.sandbox import Sandbox
from graders.warm import REPLAY_S, WarmPool
from graders.warm import Role as WarmRole

# An example of a mistake needs what submissions need, and must not take the spare from one.
Role = Literal[WarmRole, "example"]

_REFERENCE_TIMES = 3


class Roads:
    """Runs sources by the fastest road that is ready. May be used from any thread."""

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
        stop: Stop | None = None,
    ) -> Execution:
        """Run `source` over the cases in one process.

        Args:
            problem: whose limits and entry point they are.
            role: as what it runs.
            source: the text of the file.
            cases: the calls.
            observe: whether it is called twice and traced; see `graders.execution.execute`.
            on_call: told, after each call, what has been done so far; on another road it starts
                anew, with the same answers.
            stop: ends it.

        Raises:
            SandboxFailureError: the sandbox itself failed.
            GradingCancelledError: `stop` was requested.
        """
        run_cases = partial(
            execute, spec=problem.spec, source=source, cases=cases, observe=observe, stop=stop
        )
        undoubted = None if on_call is None else _until_doubtful(on_call)
        execution = self._replay(problem, role, partial(run_cases, on_call=undoubted))
        if execution is not None:
            self.counts["replay"] += 1
        else:
            with self._live(problem, role) as run:
                execution = run_cases(run, on_call=on_call)
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
        limits = _times(_REFERENCE_TIMES, problem.spec.limits)
        executions: list[Execution] = []
        while left := sources[len(executions) :]:
            with self._sandbox.start(_times(len(left), limits)) as run:
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
        limits = _times(_REFERENCE_TIMES, problem.spec.limits)
        template = self._pool.template(problem, _warmed(role))
        done = None
        if template is not None:
            most_cpu_s = min(problem.spec.limits.cpu_s, REPLAY_S)
            try:
                with template.start() as run:
                    done = in_turn(run, problem.spec, source, draws, limits, most_cpu_s, go_on)
            except NotReplayableError:
                self.counts["not_replayable"] += 1
            except SandboxFailureError:
                self._pool.discard(problem, _warmed(role), template)
            if done is not None and not any(map(_is_doubtful, done)):
                return done
        with self._sandbox.start(_times(len(draws) + 1, limits)) as run:
            done = in_turn(run, problem.spec, source, draws, limits, math.inf, go_on)
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

    def _replay(
        self, problem: Problem, role: Role, run_cases: Callable[[Run], Execution]
    ) -> Execution | None:
        warmed = _warmed(role)
        template = self._pool.template(problem, warmed)
        if template is None:
            return None
        try:
            with template.start() as run:
                execution = run_cases(run)
        except NotReplayableError:
            self.counts["not_replayable"] += 1
            return None
        except SandboxFailureError:
            self._pool.discard(problem, warmed, template)
            return None
        if _is_doubtful(execution):
            self.counts["replay_doubted"] += 1
            return None
        return execution

    def _live(self, problem: Problem, role: Role) -> Run:
        spare = self._pool.take_spare(problem) if role == "submission" else None
        if spare is not None:
            self.counts["spare"] += 1
            return spare
        self.counts["fresh"] += 1
        limits = problem.spec.limits
        # A reference that a busy machine slows down must not cost a verdict.
        return self._sandbox.start(
            limits if role == "submission" else _times(_REFERENCE_TIMES, limits)
        )


def _warmed(role: Role) -> WarmRole:
    return "submission" if role == "example" else role


def _times(factor: int, limits: Limits) -> Limits:
    return limits.model_copy(
        update={"wall_s": limits.wall_s * factor, "cpu_s": limits.cpu_s * factor}
    )


def _until_doubtful(on_call: Callable[[Execution], None]) -> Callable[[Execution], None]:
    """Tell nothing from a doubtful answer on: the submission will be run again."""
    doubtful = False

    def on_undoubted(execution: Execution) -> None:
        nonlocal doubtful
        doubtful = doubtful or _is_refused(execution.calls[-1].answer)
        if not doubtful:
            on_call(execution)

    return on_undoubted


def _is_doubtful(execution: Execution) -> bool:
    """Whether it may have ended as it did because it was a fork: stopped, or refused something."""
    answers = [execution.loading, *(call.answer for call in execution.calls)]
    return execution.stopped is not None or any(_is_refused(answer) for answer in answers)


def _is_refused(answer: object) -> bool:
    return isinstance(answer, Raised) and answer.type == "PermissionError"
