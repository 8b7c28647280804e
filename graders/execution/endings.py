"""How runs end early, in the words of a verdict: exceptions, limits and dead processes."""

import errno
import re
import signal
from functools import lru_cache

from graders.core.limits import Limits
from graders.core.reasons import running
from graders.core.reasons.reason import Reason
from graders.core.verdict import ErrorReport, Outcome
from graders.execution.run_cases import Execution, Stopped
from graders.sandbox.outcomes import ForgedFrameError, Limit, ProcessEndedError, Raised

# How Python's text of an OSError begins if the kernel refuses to map memory.
_NO_MEMORY = f"[Errno {errno.ENOMEM}]"


def report_loading(
    execution: Execution, source: str, limits: Limits
) -> tuple[Outcome, Reason, ErrorReport | None] | None:
    """How a source that never reached its first case ended; None if it reached it.

    Returns the outcome, the reason, and the exception if there was one.
    """
    if (raised := execution.loading) is not None:
        outcome, reason = explain_raised(raised, limits)
        if raised.stage == "parse":
            outcome, reason = Outcome.COMPILE_ERROR, running.NotPython()
        elif raised.stage == "define":
            kind, _, names = raised.message.partition(" named ")
            return Outcome.COMPILE_ERROR, running.NotDefined(kind, names), None
        return outcome, reason, error_report(raised, source)
    return None


def explain_stop(stopped: Stopped, limits: Limits) -> tuple[Outcome, Reason]:
    """The outcome and the reason for a process that was stopped or ended by itself."""
    match stopped.reason:
        case Limit.WALL:
            return Outcome.TIME_LIMIT_EXCEEDED, running.WallTimeExceeded(limits.wall_s)
        case Limit.CPU:
            return _out_of_processor_time(limits)
        case Limit.MEMORY:
            return _out_of_memory(limits)
        case Limit.THREADS:
            return Outcome.RUNTIME_ERROR, running.TooManyThreads()
        case Limit.PRINTED:
            return Outcome.OUTPUT_LIMIT_EXCEEDED, running.PrintedTooMuch(limits.printed_kb)
        case Limit.RETURNED:
            reason = running.ReturnedTooMuch(limits.returned_mb, limits.returned_in_all_mb)
            return Outcome.OUTPUT_LIMIT_EXCEEDED, reason
        case ForgedFrameError():
            return Outcome.SECURITY_VIOLATION, running.WroteToTheJudge()
        case ProcessEndedError(signal=signal.SIGSYS):
            return Outcome.SECURITY_VIOLATION, running.SystemCallRefused()
        case ProcessEndedError(signal=signal.SIGKILL):
            # Nothing else sends SIGKILL: this is the kernel, at the limit of processor time.
            return _out_of_processor_time(limits)
        case ProcessEndedError() as ended if stopped.memory_nearly_exhausted and ended.signal:
            return _out_of_memory(limits)
        case ProcessEndedError(signal=int(number)):
            return Outcome.RUNTIME_ERROR, running.ProcessCrashed(_signal_name(number))
        case ProcessEndedError(exit_code=code):
            return Outcome.RUNTIME_ERROR, running.ProcessEnded(code)


def explain_raised(raised: Raised, limits: Limits) -> tuple[Outcome, Reason]:
    """The outcome and the reason for an exception that a submission raised."""
    if (
        raised.type == "MemoryError"
        or (raised.type == "OSError" and raised.message.startswith(_NO_MEMORY))
        or "RESOURCE_EXHAUSTED" in raised.message[:40]
    ):
        return _out_of_memory(limits)
    if raised.type == "PermissionError":
        return Outcome.SECURITY_VIOLATION, running.OperationRefused()
    return Outcome.RUNTIME_ERROR, running.ExceptionRaised(raised.type, raised.message)


def error_report(raised: Raised, source: str) -> ErrorReport:
    """The exception as a verdict shows it, with the line of the source that raised it."""
    lines = _lines(source)
    line = raised.line if raised.line is not None and raised.line <= len(lines) else None
    return ErrorReport(
        type=raised.type,
        message=raised.message,
        line=line,
        source_line=lines[line - 1].strip() if line is not None else None,
    )


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"  # Most real-time signals have no name.


def _out_of_processor_time(limits: Limits) -> tuple[Outcome, Reason]:
    return Outcome.TIME_LIMIT_EXCEEDED, running.ProcessorTimeExceeded(limits.cpu_s)


def _out_of_memory(limits: Limits) -> tuple[Outcome, Reason]:
    return Outcome.MEMORY_LIMIT_EXCEEDED, running.MemoryExceeded(limits.memory_mb)


@lru_cache(maxsize=8)
def _lines(source: str) -> list[str]:
    # Lines as Python counts them: str.splitlines would also break at form feeds and the like.
    return re.split(r"\r\n|\r|\n", source.removesuffix("\n"))
