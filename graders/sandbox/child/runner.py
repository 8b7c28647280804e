"""Running a submission inside a sandboxed process: load it, call it case by case, send results.

Nothing here decides anything. This code computes, and the judge, which trusts none of it, compares.

Conversation, every message a frame:
    process -> judge   {"ready": true}                    the runtime has started
    judge -> process   {"source": ..., "harness": ..., "observe": bool, "offers": bool}
    process -> judge   {"loaded": true} or {"error": ...}
    judge -> process   {"probe": ..., "arguments": description} + body, once for each case
    process -> judge   {"value": description} + body, {"unreadable": type} or {"error": ...}
    judge -> process   {"trace": true, "probe": ..., "arguments": description} + body
    process -> judge   {"traced": true} or {"error": ...}
With "observe", each answer to a call or a trace also has "noticed": see `side_effects`.

With "offers", a fork asks for a program that it would have to compile, and tells what it is made
of if it had to:
    process -> judge   {"wanted": key}
    judge -> process   {"of": key, "has": bool} + body
    process -> judge   {"missed": XLA's options in hexadecimal} + its text; has no answer

To measure a submission, before its source and after its calls:
    judge -> process   {"measure": true}                  tally the programs that it needs
    judge -> process   {"measured": true}
    process -> judge   {"programs": how many, "most_bytes": what the largest needs}

To list what a submission compiles, in the same places:
    judge -> process   {"list": true}
    judge -> process   {"listed": true}
    process -> judge   {"compiled": [[name, [the type of each argument]], ...]}

About compiled programs (see `compiler`):
    judge -> process   {"record": true}                   record what is compiled from here on
    judge -> process   {"recorded": true}
    process -> judge   {"programs": description} + body
    judge -> process   {"programs": description, "may_compile": bool, "find_stalls": bool} + body
    judge -> process   {"need_threads": [key, ...]}       in a fork that looks for such programs
    process -> judge   {"stalls": key}                    that program waits forever; this one ends
    judge -> process   {"compile": options} + text        as in "missed"
    process -> judge   {"program": bool} + body           whether it could be, and what it became

About becoming a template (see `template`):
    judge -> process   {"rehearse": true}                 after a warm-up: another one will come
    judge -> process   {"fork": true}                     become a template, after that
    process -> judge   {"done": true, "missing": number of requests for unknown programs}

Messages that have no answer of their own are answered by {"done": true}.
"""

import contextlib
import random
import sys
from collections.abc import Callable
from typing import Any, Protocol

import jax
import numpy as np

from graders.core.harness import Harness
from graders.core.values import encode
from graders.sandbox import frames
from graders.sandbox.child import raised_error
from graders.sandbox.child.compiler import Compiler
from graders.sandbox.child.forking import JOB, RESULT
from graders.sandbox.child.outputs import UnreadableOutputError, to_objects, to_value
from graders.sandbox.child.probes import PROBES
from graders.sandbox.child.program_usage import ProgramUsage
from graders.sandbox.child.side_effects import Observer
from graders.sandbox.child.submitted_module import FILE_NAME, SubmittedModule
from graders.sandbox.programs import PROGRAM_TEXT_BYTES, Programs, ProgramText

_RECURSION_LIMIT = 1000  # Python's own
# What the judge sends: the source as JSON, or a checker's arguments.
_JOB_BYTES = 1024 * 2**20
_JOB_HEADER_BYTES = 4 * frames.HEADER_LIMIT

_Answer = tuple[dict[str, Any], bytes]
_DONE: _Answer = {"done": True}, b""


class ForkedProcess(Protocol):
    """What a warm process can become: see `graders.sandbox.child.template`."""

    def rehearse(self) -> None:
        """Record which pages the next warm-up writes to."""

    def end_rehearsal(self) -> None:
        """Prepare for forks that will do the same."""

    def serve(self) -> None:
        """Fork on request, until the judge closes the socket."""


def run(compiler: Compiler, template: ForkedProcess | None = None) -> None:
    """Serve the judge's requests on the job's descriptor.

    Args:
        compiler: compiles what the process needs.
        template: what this process will become; None to run submissions.

    Raises:
        EOFError: the judge closed the descriptor.
    """
    # A fork of a template has a deeper stack than a fresh process: give both the same room.
    sys.setrecursionlimit(_RECURSION_LIMIT + _stack_depth())
    jax.devices()
    _send({"ready": True})
    jobs = frames.FrameReader(JOB, _JOB_BYTES, _JOB_HEADER_BYTES)
    submission: _Submission | None = None
    while True:
        compiler.stalls.observe("")
        header, body = _receive(jobs)
        if "of" in header:
            continue  # The question was given up, by an exception.
        if template is not None and "fork" in header:
            template.end_rehearsal()
            _send({"done": True, "missing": compiler.missing})
            template.serve()
            return
        if template is not None and "rehearse" in header:
            template.rehearse()
            answer = _DONE
        elif (about_programs := _answer_about_programs(compiler, header, body)) is not None:
            answer = about_programs
        elif "source" in header:
            # Each execution strategy has drawn a different number of times by now.
            random.seed(0)
            np.random.seed(0)
            harness = Harness.from_json(header["harness"])
            jax.config.update("jax_enable_x64", harness.x64)  # type: ignore[no-untyped-call]
            observer = Observer(FILE_NAME) if header["observe"] else None
            compiler.use(_JudgesLibrary(jobs) if header["offers"] else None)
            submission = _Submission(header["source"], harness, observer, compiler.usage)
            answer = _answered(submission.load)
        else:
            assert submission is not None, "a call before a source"  # noqa: S101
            answer = submission.answer(header, body)
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


class _JudgesLibrary:
    """Programs that the judge has, by way of the job's descriptor."""

    def __init__(self, reader: frames.FrameReader) -> None:
        self._reader = reader

    def find(self, key: str) -> bytes | None:
        frames.write(RESULT, frames.pack({"wanted": key}))
        while True:
            header, body = _receive(self._reader)
            if header["of"] == key:  # Else a question before it was given up, by an exception.
                return body if header["has"] else None

    def miss(self, program: ProgramText) -> None:
        if len(program.text) <= PROGRAM_TEXT_BYTES:
            frames.write(RESULT, frames.pack({"missed": program.options.hex()}, program.text))


def _send(header: Any, body: bytes = b"") -> None:
    # The submission's printed text must be in its pipe before the frame that ends the case.
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
    frames.write(RESULT, frames.pack(header, body))


def _answer_about_programs(compiler: Compiler, header: Any, body: bytes) -> _Answer | None:
    match header:
        case {"record": True}:
            compiler.record()
            return _DONE
        case {"recorded": True}:
            described, data = compiler.recorded().pack()
            return {"programs": described}, data
        case {"measure": True}:
            compiler.usage.measure()
            return _DONE
        case {"measured": True}:
            tally = compiler.usage.measured()
            return {"programs": tally.programs, "most_bytes": tally.most_bytes}, b""
        case {"list": True}:
            compiler.usage.list_compiled()
            return _DONE
        case {"listed": True}:
            return {"compiled": compiler.usage.listed()}, b""
        case {"programs": described, "may_compile": may_compile, "find_stalls": find_stalls}:
            programs = Programs.unpack(described, body)
            compiler.know(programs, may_compile=may_compile, find_stalls=find_stalls)
            return _DONE
        case {"compile": options}:
            try:
                program = compiler.compile_text(ProgramText(body, bytes.fromhex(options)))
            except ValueError:
                return {"program": False}, b""
            return {"program": True}, program
        case {"need_threads": keys}:
            compiler.need_threads(frozenset(keys))
            return _DONE
    return None


def _answered(answer: Callable[[], _Answer]) -> _Answer:
    try:
        return answer()
    except BaseException as error:  # noqa: BLE001 - a submission may raise anything
        return raised_error.describe(error), b""


class _Submission:
    """A submission that is called case by case."""

    def __init__(
        self, source: str, harness: Harness, observer: Observer | None, usage: ProgramUsage
    ) -> None:
        self._module = SubmittedModule(source, harness)
        self._observer = observer
        self._usage = usage

    def load(self) -> _Answer:
        with self._usage.counting():
            self._module.under(None)
        return {"loaded": True}, b""

    def answer(self, header: Any, body: bytes) -> _Answer:
        answer = _answered(lambda: self._call(header, body))
        if self._observer is not None:
            answer[0]["noticed"] = self._observer.noticed()
        return answer

    def _call(self, header: Any, body: bytes) -> _Answer:
        probe = header["probe"]
        with PROBES[probe]() if probe else contextlib.nullcontext():
            with self._usage.counting():
                loaded = self._module.under(probe)
            arguments = to_objects(header["arguments"], body, loaded.make)
            with self._usage.counting():
                function, observer = loaded.function, self._observer
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
