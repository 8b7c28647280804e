"""Making a problem's templates, from programs that are compiled once for each revision."""

from collections import Counter
from contextlib import suppress
from typing import Literal

from graders.execution.checker import warm_up_calls
from graders.execution.generation import warm_up_cases
from graders.execution.problem_code import ProblemCodeError, generous, in_fresh_process
from graders.execution.program_cache import ProgramCache
from graders.problem.package import Problem
from graders.sandbox.programs import Programs
from graders.sandbox.supervisor.sandbox import Sandbox
from graders.sandbox.supervisor.warm_up import Template, WarmUp, WarmUpFailedError

Role = Literal["submission", "reference", "checker"]

# The warm-up of problems that have none; it suffices for what every submission needs.
_NO_WARM_UP = "def warm_up(*arguments):\n    pass\n"


class TemplateMaker:
    """Makes templates with a sandbox, and keeps what it compiles for them in a cache."""

    def __init__(self, sandbox: Sandbox, cache: ProgramCache) -> None:
        """Compile in `sandbox`, once for each revision and role that `cache` lacks."""
        self._sandbox = sandbox
        self._cache = cache
        self.counts: Counter[str] = Counter()

    def make(self, problem: Problem, role: Role) -> Template:
        """Start a template; the caller closes it.

        Raises:
            WarmUpFailedError: the problem's own code does not let it start.
            SandboxFailureError: the sandbox failed.
        """
        warm_up = _warm_up(self._sandbox, problem, role)
        programs = self._compiled(problem, role, warm_up)
        made = self._start(problem, role, warm_up, programs)
        if made.missing > programs.missing:  # The cached programs are out of date.
            made.close()
            self._cache.remove(problem, role)
            programs = self._compiled(problem, role, warm_up)
            made = self._start(problem, role, warm_up, programs)
        return made

    def programs(self, problem: Problem, role: Role) -> Programs | None:
        """The warm-up's compiled programs, if cached: for a process that is not a fork."""
        return self._cache.get(problem, role)

    def prepare(self, problem: Problem, role: Role) -> None:
        """Compile what a role needs, unless it is cached, and wait for it.

        Raises:
            SandboxFailureError: the sandbox failed.
        """
        with suppress(WarmUpFailedError):  # Submissions then run without it.
            self._compiled(problem, role, _warm_up(self._sandbox, problem, role))

    def _compiled(self, problem: Problem, role: Role, warm_up: WarmUp) -> Programs:
        if (kept := self._cache.get(problem, role)) is not None:
            return kept
        programs = self._sandbox.compile(problem.spec.limits, warm_up)
        self.counts["warm_ups_compiled"] += 1
        self._cache.put(problem, role, programs)
        return programs

    def _start(self, problem: Problem, role: Role, warm_up: WarmUp, programs: Programs) -> Template:
        limits = problem.spec.limits if role == "submission" else generous(problem.spec.limits)
        return self._sandbox.start_template(limits, warm_up, programs)


def _warm_up(sandbox: Sandbox, problem: Problem, role: Role) -> WarmUp:
    """The role's warm-up, with the cases that only the sandbox can make.

    Raises:
        WarmUpFailedError: the code that makes its cases failed.
    """
    fresh = in_fresh_process(sandbox)
    try:
        cases = warm_up_cases(fresh, problem)
        if role == "checker":
            assert problem.checker is not None  # noqa: S101 - see `WarmPool.use`
            harness = problem.harness.calling_instead("check")
            return WarmUp(problem.checker, harness, warm_up_calls(fresh, problem, cases))
    except ProblemCodeError as error:
        raise WarmUpFailedError(f"the {error.part} failed: {error}") from None
    if role == "reference":
        return WarmUp(problem.solution, problem.harness, cases)
    harness = problem.harness.calling_instead("warm_up")
    return WarmUp(problem.warm_up or _NO_WARM_UP, harness, cases)
