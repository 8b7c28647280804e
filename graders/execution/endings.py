"""How runs end early, in the words of a verdict: exceptions, limits and dead processes."""

import errno
import re
import signal
from functools import lru_cache

from graders.core.limits import Limits
from graders.core.verdict import ErrorReport, Outcome
from graders.execution.run_cases import Execution, Stopped
from graders.sandbox.outcomes import ForgedFrameError, Limit, ProcessEndedError, Raised

# How Python's text of an OSError begins if the kernel refuses to map memory.
_NO_MEMORY = f"[Errno {errno.ENOMEM}]"


def report_loading(
    execution: Execution, source: str, limits: Limits
) -> tuple[Outcome, str, ErrorReport | None] | None:
    """How a source that never reached its first case ended; None if it reached it.

    Returns the outcome, the message, and the exception if there was one.
    """
    if (raised := execution.loading) is not None:
        outcome, message = explain_raised(raised, limits)
        if raised.stage == "parse":
            outcome, message = Outcome.COMPILE_ERROR, "The file is not valid Python."
        elif raised.stage == "define":
            message = f"The file defines no {raised.message}."
            return Outcome.COMPILE_ERROR, message, None
        return outcome, message, error_report(raised, source)
    return None


def explain_stop(stopped: Stopped, limits: Limits) -> tuple[Outcome, str]:
    """The outcome and the reason for a process that was stopped or ended by itself."""
    match stopped.reason:
        case Limit.WALL:
            message = f"It took longer than {limits.wall_s:g} s of wall time."
            return Outcome.TIME_LIMIT_EXCEEDED, message
        case Limit.CPU:
            return _out_of_processor_time(limits)
        case Limit.MEMORY:
            return _out_of_memory(limits)
        case Limit.THREADS:
            return Outcome.RUNTIME_ERROR, "Stopped: too many threads."
        case Limit.PRINTED:
            message = f"Stopped after printing more than {limits.printed_kb} KiB."
            return Outcome.OUTPUT_LIMIT_EXCEEDED, message
        case Limit.RETURNED:
            message = (
                f"The output of one case may have {limits.returned_mb} MiB at most, and those of "
                f"all cases {limits.returned_in_all_mb} MiB."
            )
            return Outcome.OUTPUT_LIMIT_EXCEEDED, message
        case ForgedFrameError():
            message = "Stopped: it wrote to the judge's own channel."
            return Outcome.SECURITY_VIOLATION, message
        case ProcessEndedError(signal=signal.SIGSYS):
            return Outcome.SECURITY_VIOLATION, "Stopped: it made a system call that is not allowed."
        case ProcessEndedError(signal=signal.SIGKILL):
            # Nothing else sends SIGKILL: this is the kernel, at the limit of processor time.
            return _out_of_processor_time(limits)
        case ProcessEndedError() as ended if stopped.memory_nearly_exhausted and ended.signal:
            return _out_of_memory(limits)
        case ProcessEndedError(signal=int(number)):
            message = f"The process crashed ({_signal_name(number)}), as deep recursion does."
            return Outcome.RUNTIME_ERROR, message
        case ProcessEndedError(exit_code=code):
            message = f"The process ended by itself (exit code {code}) before it returned."
            return Outcome.RUNTIME_ERROR, message


def explain_raised(raised: Raised, limits: Limits) -> tuple[Outcome, str]:
    """The outcome and the message for an exception that a submission raised."""
    if (
        raised.type == "MemoryError"
        or (raised.type == "OSError" and raised.message.startswith(_NO_MEMORY))
        or "RESOURCE_EXHAUSTED" in raised.message[:40]
    ):
        return _out_of_memory(limits)
    if raised.type == "PermissionError":
        return (
            Outcome.SECURITY_VIOLATION,
            "The sandbox refused an operation: a submission may compute, but not open files, use "
            "the network or start processes.",
        )
    said = f": {raised.message}" if raised.message else "."
    return Outcome.RUNTIME_ERROR, f"It raised {raised.type}{said}"


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


def _out_of_processor_time(limits: Limits) -> tuple[Outcome, str]:
    message = f"It used more than {limits.cpu_s:g} s of processor time."
    return Outcome.TIME_LIMIT_EXCEEDED, message


def _out_of_memory(limits: Limits) -> tuple[Outcome, str]:
    return Outcome.MEMORY_LIMIT_EXCEEDED, f"It needs more than {limits.memory_mb} MiB of memory."


@lru_cache(maxsize=8)
def _lines(source: str) -> list[str]:
    # Lines as Python counts them: str.splitlines would also break at form feeds and the like.
    return re.split(r"\r\n|\r|\n", source.removesuffix("\n"))
