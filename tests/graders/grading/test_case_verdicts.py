import signal
from typing import Any

import numpy as np
import pytest

from graders.core.values import Array, Constant, Node, Value, number
from graders.core.verdict import ErrorReport, Outcome
from graders.execution.endings import explain_stop, report_loading
from graders.execution.run_cases import Execution, Stopped
from graders.sandbox.outcomes import (
    Call,
    ForgedFrameError,
    Limit,
    ProcessEndedError,
    Raised,
    Unreadable,
)
from tests.graders.scripted import (
    BOOM,
    EXPECTED,
    LIMITS,
    PRINTED,
    SOURCE,
    a_call,
    a_case,
    a_stop,
    report,
    report_one,
)

RIGHT = a_call(number(EXPECTED))
WRONG = a_call(number(EXPECTED + 1))


def outcomes(*calls: Call, stopped: Stopped | None = None) -> list[Outcome]:
    """The verdicts on three cases."""
    cases = [a_case("first"), a_case("second", "hidden"), a_case("third", "hidden", fixed=False)]
    return [v.verdict for v in report(Execution(calls=list(calls), stopped=stopped), cases)]


@pytest.mark.parametrize(
    ("limit", "outcome", "message"),
    [
        (Limit.WALL, Outcome.TIME_LIMIT_EXCEEDED, "It took longer than 3 s of wall time."),
        (Limit.CPU, Outcome.TIME_LIMIT_EXCEEDED, "It used more than 2.5 s of processor time."),
        (Limit.MEMORY, Outcome.MEMORY_LIMIT_EXCEEDED, "It needs more than 128 MiB of memory."),
        (Limit.THREADS, Outcome.RUNTIME_ERROR, "Stopped: too many threads."),
        (Limit.PRINTED, Outcome.OUTPUT_LIMIT_EXCEEDED, "Stopped after printing more than 8 KiB."),
        (
            Limit.RETURNED,
            Outcome.OUTPUT_LIMIT_EXCEEDED,
            "The output of one case may have 4 MiB at most, and those of all cases 64 MiB.",
        ),
    ],
)
def test_limit(limit: Limit, outcome: Outcome, message: str) -> None:
    given, reason = explain_stop(a_stop(limit), LIMITS)
    assert (given, reason.sentence) == (outcome, message)


@pytest.mark.parametrize("limit", Limit)
def test_every_limit_is_explained(limit: Limit) -> None:
    _, reason = explain_stop(a_stop(limit), LIMITS)
    assert reason.sentence.endswith(".")


@pytest.mark.parametrize(
    ("ended", "nearly_exhausted", "outcome", "part"),
    [
        (ProcessEndedError(signal.SIGSEGV, None), False, Outcome.RUNTIME_ERROR, "SIGSEGV"),
        (ProcessEndedError(signal.SIGABRT, None), False, Outcome.RUNTIME_ERROR, "SIGABRT"),
        (ProcessEndedError(signal.SIGABRT, None), True, Outcome.MEMORY_LIMIT_EXCEEDED, "128 MiB"),
        (ProcessEndedError(signal.SIGSYS, None), False, Outcome.SECURITY_VIOLATION, "system call"),
        (ProcessEndedError(signal.SIGSYS, None), True, Outcome.SECURITY_VIOLATION, "system call"),
        (ProcessEndedError(signal.SIGKILL, None), False, Outcome.TIME_LIMIT_EXCEEDED, "2.5 s"),
        (ProcessEndedError(signal.SIGKILL, None), True, Outcome.TIME_LIMIT_EXCEEDED, "2.5 s"),
        (ProcessEndedError(None, 0), False, Outcome.RUNTIME_ERROR, "exit code 0"),
        (ProcessEndedError(None, 3), True, Outcome.RUNTIME_ERROR, "exit code 3"),
        (ForgedFrameError(), False, Outcome.SECURITY_VIOLATION, "own channel"),
    ],
)
def test_end_of_the_process(
    ended: ProcessEndedError | ForgedFrameError, nearly_exhausted: bool, outcome: Outcome, part: str
) -> None:
    given, reason = explain_stop(a_stop(ended, nearly_exhausted=nearly_exhausted), LIMITS)
    assert given is outcome
    assert part in reason.sentence


def test_every_signal_is_explained() -> None:
    # Among them the real-time signals, most of which have no name.
    for one in signal.valid_signals():
        _, reason = explain_stop(a_stop(ProcessEndedError(one, None)), LIMITS)
        assert reason.sentence.endswith(".")


def test_after_a_wrong_answer_the_next_cases_count() -> None:
    assert outcomes(RIGHT, WRONG, RIGHT) == [
        Outcome.ACCEPTED,
        Outcome.WRONG_ANSWER,
        Outcome.ACCEPTED,
    ]


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (BOOM, Outcome.RUNTIME_ERROR),
        (Raised("run", "PermissionError", "no", 2), Outcome.SECURITY_VIOLATION),
        (Unreadable("an object of type Model"), Outcome.WRONG_ANSWER),
        (Constant(None), Outcome.WRONG_ANSWER),
    ],
    ids=["exception", "refused operation", "unreadable output", "None"],
)
def test_after_a_failure_of_its_own_the_next_cases_count(
    answer: Value | Unreadable | Raised, outcome: Outcome
) -> None:
    assert outcomes(a_call(answer), RIGHT, WRONG) == [
        outcome,
        Outcome.ACCEPTED,
        Outcome.WRONG_ANSWER,
    ]


@pytest.mark.parametrize(
    "answer",
    [
        Raised("run", "MemoryError", "", 2),
        Raised("run", "XlaRuntimeError", "RESOURCE_EXHAUSTED: Out of memory allocating", 2),
    ],
    ids=lambda raised: raised.type,
)
def test_after_running_out_of_memory_the_rest_is_skipped(answer: Raised) -> None:
    # Calls that were answered all the same do not count: the process was starved.
    assert outcomes(RIGHT, a_call(answer), RIGHT) == [
        Outcome.ACCEPTED,
        Outcome.MEMORY_LIMIT_EXCEEDED,
        Outcome.SKIPPED,
    ]


@pytest.mark.parametrize(
    "reason",
    [*Limit, ProcessEndedError(signal.SIGSEGV, None), ProcessEndedError(None, 0)],
    ids=[*(limit.name for limit in Limit), "crash", "exit"],
)
def test_after_a_stop_the_rest_is_skipped(reason: Limit | ProcessEndedError) -> None:
    stop = a_stop(reason)
    stopped_with, _ = explain_stop(stop, LIMITS)
    assert outcomes(RIGHT, stopped=stop) == [Outcome.ACCEPTED, stopped_with, Outcome.SKIPPED]


def test_stop_while_loading_fails_the_first_case() -> None:
    execution = Execution(stopped=a_stop(Limit.WALL))
    assert report_loading(execution, SOURCE, LIMITS) is None
    first, second = report(execution, [a_case("first"), a_case("second")])
    assert (first.verdict, first.stdout) == (Outcome.TIME_LIMIT_EXCEEDED, PRINTED)
    assert second.verdict is Outcome.SKIPPED


def test_skipped_case_says_that_it_was_not_run() -> None:
    execution = Execution(stopped=a_stop(Limit.WALL))
    _, skipped = report(execution, [a_case("first"), a_case("second")])
    assert skipped.message == "Not run."
    assert (skipped.stdout, skipped.stderr, skipped.comparison, skipped.error) == (
        *("", ""),
        None,
        None,
    )


LOADING: list[Any] = [
    pytest.param(
        Raised("parse", "SyntaxError", "invalid syntax", 2),
        Outcome.COMPILE_ERROR,
        "The file is not valid Python.",
        ErrorReport(
            type="SyntaxError",
            message="invalid syntax",
            line=2,
            source_line="return 1 / x",
        ),
        id="syntax error",
    ),
    pytest.param(
        Raised("define", "NotDefinedError", "function named f", None),
        Outcome.COMPILE_ERROR,
        "The file defines no function named f.",
        None,
        id="no such function",
    ),
    pytest.param(
        Raised("run", "ModuleNotFoundError", "No module named 'torch'", 1),
        Outcome.RUNTIME_ERROR,
        "It raised ModuleNotFoundError: No module named 'torch'",
        ErrorReport(
            type="ModuleNotFoundError",
            message="No module named 'torch'",
            line=1,
            source_line="def f(x):",
        ),
        id="exception",
    ),
    pytest.param(
        Raised("run", "MemoryError", "", 1),
        Outcome.MEMORY_LIMIT_EXCEEDED,
        "It needs more than 128 MiB of memory.",
        ErrorReport(type="MemoryError", message="", line=1, source_line="def f(x):"),
        id="out of memory",
    ),
]


@pytest.mark.parametrize(("raised", "outcome", "message", "error"), LOADING)
def test_failure_to_load(
    raised: Raised, outcome: Outcome, message: str, error: ErrorReport | None
) -> None:
    reported = report_loading(Execution(loading=raised), SOURCE, LIMITS)
    assert reported is not None
    assert (reported[0], reported[1].sentence, reported[2]) == (outcome, message, error)


def test_file_that_does_not_load_has_every_case_skipped() -> None:
    execution = Execution(loading=BOOM)
    verdicts = report(execution, [a_case("first"), a_case("second", "hidden")])
    assert [verdict.verdict for verdict in verdicts] == [Outcome.SKIPPED, Outcome.SKIPPED]


@pytest.mark.parametrize("line", [None, 3, 2**30], ids=["unknown", "past the end", "forged"])
def test_line_that_is_not_in_the_source_is_left_out(line: int | None) -> None:
    error = report_one(Raised("run", "ValueError", "no", line)).error
    assert error is not None
    assert (error.line, error.source_line) == (None, None)


@pytest.mark.parametrize("separator", ["\f", "\v", "\x1c", "\x85", "\u2028"])
def test_source_line_is_counted_as_python_counts(separator: str) -> None:
    source = f"text = 'a{separator}b'\ndef f(x):\n    return 1 / x\n"
    reported = report_loading(
        Execution(loading=Raised("run", "ZeroDivisionError", "division by zero", 3)), source, LIMITS
    )
    assert reported is not None
    error = reported[2]
    assert error is not None
    assert (error.line, error.source_line) == (3, "return 1 / x")


def test_times_are_the_calls() -> None:
    verdict = report_one(number(EXPECTED))
    assert (verdict.time_ms, verdict.cpu_ms) == (1.235, 2.346)


def test_arguments_of_a_sample_are_shown() -> None:
    case = a_case()
    case.arguments.clear()
    case.arguments.update(
        {
            "count": number(3),
            "flag": number(True),
            "x": Array(np.array([[0.5, -1.0]], np.float32), "jax"),
            "large": Array(np.zeros((1001,), np.int8), "numpy"),
            "name": Constant("relu"),
            "layers": Node("list", {"0": number(1.5)}),
        }
    )
    assert report_one(number(EXPECTED), case).arguments == {
        "count": 3,
        "flag": True,
        "x": {"dtype": "float32", "shape": [1, 2], "values": [[0.5, -1.0]]},
        "large": {"dtype": "int8", "shape": [1001]},
        "name": "relu",
        "layers": {"0": 1.5},
    }
