"""What runs inside a sandboxed process: load a submission, call it case by case, send what came.

Nothing here decides anything. It computes, and the judge, which trusts none of it, compares.

Conversation, every message a frame:
    process -> judge   {"ready": true}                    the runtime has started
    judge -> process   {"source": ..., "function": ..., "observe": bool}
    process -> judge   {"loaded": true} or {"error": ...}
    judge -> process   {"probe": ..., "arguments": description} + body, once a case
    process -> judge   {"value": description} + body, {"unreadable": type} or {"error": ...}
    judge -> process   {"trace": true, "probe": ..., "arguments": description} + body
    process -> judge   {"traced": true} or {"error": ...}
    judge -> process   {"rehearse": true}                 after a warm-up: another one will come
    process -> judge   {"rehearsing": true}
    judge -> process   {"fork": true}                     become a template, after that
    process -> judge   {"forking": true}
With "observe", each answer to a call or a trace also has "noticed": see `observing`.
A fork of a template may send {"novel": true} at any time: it would have to compile.
"""

import contextlib
import linecache
import random
import sys
import types
from collections.abc import Callable
from typing import Any, Protocol

import jax
import numpy as np

from graders.sandbox import frames
from graders.sandbox.forking import JOB, RESULT
from graders.sandbox.observing import Observer
from graders.sandbox.outputs import UnreadableOutputError, to_objects, to_value
from graders.sandbox.probes import PROBES
from graders.values import encode

FILE_NAME = "solution.py"

_MESSAGE_CHARACTERS = 2000
_RECURSION_LIMIT = 1000  # Python's own
# What the judge sends: the source as JSON, or what a checker is called with.
_JOB_BYTES = 1024 * 2**20
_JOB_HEADER_BYTES = 4 * frames.HEADER_LIMIT


class Template(Protocol):
    """What a warm process can become: see `graders.sandbox.template`."""

    def rehearse(self) -> None:
        """Note what the next warm-up does."""

    def end_rehearsal(self) -> None:
        """Make ready for forks that will do the same."""

    def serve(self) -> None:
        """Fork on request, until the judge wants no more."""


def run(template: Template | None = None) -> None:
    """Do what the judge asks over the job's descriptor.

    Args:
        template: what this process is to become; None where it is to run submissions.

    Raises:
        EOFError: the judge closed the descriptor.
    """
    # A fork of a template stands deeper than a fresh process: each leaves the same room.
    sys.setrecursionlimit(_RECURSION_LIMIT + _stack_depth())
    jax.devices()
    _send({"ready": True})
    jobs = frames.FrameReader(JOB, _JOB_BYTES, _JOB_HEADER_BYTES)
    submission: _Submission | None = None
    while True:
        header, body = _receive(jobs)
        if "rehearse" in header and template is not None:
            template.rehearse()
            _send({"rehearsing": True})
            continue
        if "fork" in header and template is not None:
            template.end_rehearsal()
            _send({"forking": True})
            template.serve()
            return
        try:
            if "source" in header:
                # Each road has drawn from these a different number of times by now.
                random.seed(0)
                np.random.seed(0)
                observer = Observer(FILE_NAME) if header["observe"] else None
                submission = _Submission(header["source"], header["function"], observer)
                submission.function(None)
                answer: tuple[dict[str, Any], bytes] = {"loaded": True}, b""
            else:
                assert submission is not None, "a call before a source"  # noqa: S101
                answer = _call(submission, header, body)
        except BaseException as error:  # noqa: BLE001 - a submission may raise anything
            answer = _safely_described(error), b""
        if "source" not in header and submission is not None and submission.observer is not None:
            answer[0]["noticed"] = submission.observer.noticed()
        _send(*answer)


def _stack_depth() -> int:
    depth, frame = 0, sys._getframe()
    while (caller := frame.f_back) is not None:
        depth, frame = depth + 1, caller
    return depth


def _receive(reader: frames.FrameReader) -> tuple[Any, bytes]:
    frame = reader.read()
    assert frame is not None, "the job's descriptor blocks"  # noqa: S101
    return frame


def _send(header: Any, body: bytes = b"") -> None:
    # What the submission printed must be in its pipe before the frame that ends the case.
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
    frames.write(RESULT, frames.pack(header, body))


class _Submission:
    """The submitted source, executed once for each probe.

    A function that the submission compiled with `jax.jit` remembers the library's defaults of its
    first call; a module of its own for each probe keeps the probe's defaults apart.
    """

    def __init__(self, source: str, function: str, observer: Observer | None) -> None:
        self.observer = observer
        self._source = source
        self._function = function
        self._by_probe: dict[str | None, Callable[..., Any]] = {}

    def function(self, probe: str | None) -> Callable[..., Any]:
        if probe not in self._by_probe:
            self._by_probe[probe] = self._load()
        return self._by_probe[probe]

    def _load(self) -> Callable[..., Any]:
        lines = self._source.splitlines(keepends=True)
        # For tracebacks that the submission prints, and for inspect.getsource.
        linecache.cache[FILE_NAME] = (len(self._source), None, lines, FILE_NAME)
        try:
            code = compile(self._source, FILE_NAME, "exec")
        except SyntaxError as error:
            error.filename = FILE_NAME  # It has none where the source holds NUL bytes.
            raise
        except (ValueError, RecursionError, MemoryError) as error:
            # Lone surrogates, or nested too deeply for the parser.
            raise SyntaxError(str(error), (FILE_NAME, None, None, None)) from None
        module = types.ModuleType("solution")
        sys.modules["solution"] = module
        exec(code, module.__dict__)  # noqa: S102 - this is what the sandbox is for
        function = getattr(module, self._function, None)
        if not callable(function):
            raise _NoSuchFunctionError(self._function)
        return function  # type: ignore[no-any-return]


class _NoSuchFunctionError(Exception):
    pass


def _call(submission: _Submission, header: Any, body: bytes) -> tuple[dict[str, Any], bytes]:
    arguments = to_objects(header["arguments"], body)
    probe = header["probe"]
    with PROBES[probe]() if probe else contextlib.nullcontext():
        function, observer = submission.function(probe), submission.observer
        if observer is None:
            returned = function(*arguments)
        elif "trace" in header:
            observer.trace(function, arguments)
            return {"traced": True}, b""
        else:
            returned = observer.call(function, arguments)
        try:
            description, data = encode(to_value(returned))
        except UnreadableOutputError as error:
            return {"unreadable": str(error)}, b""
    return {"value": description}, data


def _safely_described(error: BaseException) -> dict[str, Any]:
    try:
        return _describe(error)
    except BaseException:  # noqa: BLE001 - its attributes raise too
        undescribed = {"stage": "run", "type": "Exception", "message": "", "line": None}
        return {"error": undescribed}


def _describe(error: BaseException) -> dict[str, Any]:
    """The exception as data. Its own methods are the submission's and may do anything."""
    try:
        message = str(error)[:_MESSAGE_CHARACTERS]
    except BaseException:  # noqa: BLE001
        message = "(the exception's text could not be made)"
    stage = "run"
    line = None
    if isinstance(error, _NoSuchFunctionError):
        stage = "define"
    elif isinstance(error, SyntaxError) and error.filename == FILE_NAME:
        stage, line, message = "parse", error.lineno, str(error.msg)
    else:
        trace = error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == FILE_NAME:
                line = trace.tb_lineno
            trace = trace.tb_next
    if isinstance(error, RecursionError):
        # Python's text tells in what it was exceeded, which differs between warm and cold caches.
        message = "maximum recursion depth exceeded"
    name = type(error).__name__
    return {"error": {"stage": stage, "type": name, "message": message, "line": line}}
