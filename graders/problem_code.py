"""Running code that belongs to a problem: its reference, generators and validator.

It is an instructor's, and trusted no more than a submission: it runs in the same sandbox.
"""

from collections.abc import Mapping

from graders.cases import Case
from graders.comparator_spec import Tolerance
from graders.execution import execute
from graders.problem import Problem
from graders.problem_spec import EntryPoint
from graders.report import explain_stop, report_loading
from graders.sandbox.outcomes import Raised, Unreadable
from graders.sandbox.sandbox import Sandbox
from graders.values import Value

Answer = Value | Raised | Unreadable

# A busy machine that slows the problem's own code down must not cost a verdict.
_TIMES = 3


class ProblemCodeError(Exception):
    """Code that belongs to the problem failed, which is no submission's fault.

    `part` says which code, and the message why.
    """

    def __init__(self, part: str, reason: str) -> None:
        super().__init__(reason)
        self.part = part


def call_each(
    sandbox: Sandbox,
    problem: Problem,
    part: str,
    source: str,
    function: str,
    calls: Mapping[str, Mapping[str, Value]],
) -> list[Answer]:
    """Call a function of the problem's in a process of its own.

    Args:
        sandbox: starts the process.
        problem: whose limits it is held to, three times as generous.
        part: what the code is, for messages.
        source: the text of the file.
        function: its name there.
        calls: the arguments of each call in order, by a name for it in messages.

    Returns:
        What each call gave.

    Raises:
        ProblemCodeError: the file can't be loaded, or a call was stopped.
        SandboxFailureError: the sandbox failed.
    """
    entry_point = EntryPoint(function=function, parameters=["unused"])
    spec = problem.spec.model_copy(update={"entry_point": entry_point})
    limits = problem.spec.limits
    generous = limits.model_copy(
        update={"wall_s": limits.wall_s * _TIMES, "cpu_s": limits.cpu_s * _TIMES}
    )
    with sandbox.start(generous) as run:
        execution = execute(run, spec, source, [_as_case(call) for call in calls.items()])
    if ended := report_loading(execution, source, generous):
        raise ProblemCodeError(part, ended[1])
    if execution.stopped is not None:
        _, why = explain_stop(execution.stopped, generous)
        raise ProblemCodeError(part, f"{list(calls)[len(execution.calls)]}: {why}")
    return [call.answer for call in execution.calls]


def _as_case(call: tuple[str, Mapping[str, Value]]) -> Case:
    """What the sandbox's processes are called with; nothing is judged by it."""
    name, arguments = call
    return Case(
        name=name,
        visibility="hidden",
        weight=1.0,
        tolerance=Tolerance(),
        probe=None,
        fixed=False,
        arguments=dict(arguments),
    )
