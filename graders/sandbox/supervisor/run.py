"""One run of a submission in a single-use child: the judge's messages and their answers."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from graders.core.harness import Harness
from graders.core.limits import Limits
from graders.core.size import Caps, OversizedValueError
from graders.core.values import MalformedValueError, Node, Value, decode, encode, size_of
from graders.sandbox import frames
from graders.sandbox.confinement.confine import ChildLimits
from graders.sandbox.outcomes import Call, Compiled, Limit, Needed, Noticed, Raised, Unreadable
from graders.sandbox.programs import (
    PROGRAM_TEXT_BYTES,
    MalformedProgramsError,
    Programs,
    ProgramText,
)
from graders.sandbox.supervisor.meter import MIB
from graders.sandbox.supervisor.watched_child import WatchedChild

_MAX_NOTICED = 100
_MOST_COUNTED = 2**63
_MAX_COMPILED = 100
_MAX_TAKEN = 20
# Each takes a millisecond or more to compile.
_MOST_WANTED = 10_000
# A submission that compiles more programs than these compiles most of them for itself.
_MOST_MISSED = 64
# XLA's options take a kilobyte.
_OPTIONS_CHARACTERS = 20_000
# A key is a digest in hexadecimal.
_KEY_CHARACTERS = 64


class Run(WatchedChild):
    """A child that serves one submission: `load`, then `calls`."""

    _observes = False
    _returned_bytes = 0
    _find: Callable[[str], bytes | None] | None = None
    _wanted = _told = 0
    _notes = True
    taken: list[str]  # the keys of the programs that were offered, and that it asked for
    missed: list[ProgramText]  # what it says that it compiled because none was offered

    def charge_from_now(self, limits: Limits) -> None:
        """Count everything that is limited from here on."""
        super().charge_from_now(limits)
        self._returned_bytes = 0

    def record(self) -> None:
        """Make the child record the programs that it compiles from here on."""
        self._demand({"record": True})

    def recorded(self) -> Programs:
        """The programs that it compiled since `record`."""
        header, body = self._exchange(frames.pack({"recorded": True}))
        try:
            return Programs.unpack(header["programs"], body)
        except (MalformedProgramsError, KeyError, TypeError):
            raise self._forged() from None

    def know(
        self, programs: Programs, *, may_compile: bool = True, find_stalls: bool = False
    ) -> None:
        """Make it load these programs instead of compiling them.

        Args:
            programs: what a warm-up of the same problem compiled.
            may_compile: whether it may compile others; False if it will be forked.
            find_stalls: whether its forks report a program that waits forever.
        """
        described, body = programs.pack()
        header = {"programs": described, "may_compile": may_compile, "find_stalls": find_stalls}
        self._demand(header, body)

    def need_threads(self, keys: Iterable[str]) -> None:
        """In a fork that finds stalls: treat the programs with these keys as stalling."""
        self._demand({"need_threads": list(keys)})

    def offer(self, find: Callable[[str], bytes | None]) -> None:
        """In a fork, from the next source on: let it have programs, each by its key.

        Only who has the program that a key was made of can ask for what was compiled of it.

        Args:
            find: gives the program of a key, or None.
        """
        self._find = find
        self.taken: list[str] = []
        self.missed: list[ProgramText] = []

    def note_no_more(self) -> None:
        """From here on, keep no account of what it asks for and compiles: neither grows.

        Both outlast the process, so they may not depend on what is secret.
        """
        self._notes = False

    def _next_frame(self) -> tuple[Any, bytes]:
        """The next frame that asks for no program; those are answered, in its own time."""
        while True:
            frame = super()._next_frame()
            match frame[0]:
                case {"wanted": str(key)} if self._find and self._wanted < _MOST_WANTED:
                    self._wanted += 1
                    self._answer_wanted(key, frame[1])
                case {"missed": str(options)} if self._told < self._wanted:
                    self._told += 1
                    self._note_missed(options, frame[1])
                case _:
                    return frame

    def _answer_wanted(self, key: str, body: bytes) -> None:
        if len(key) > _KEY_CHARACTERS or body or self._find is None:
            raise self._forged()
        # Who asks before it has read the last answer gets none.
        program = None if self._pending else self._find(key)
        if program is not None and self._notes:
            self.taken.append(key)
        self._write(frames.pack({"of": key, "has": program is not None}, program or b""))

    def _note_missed(self, options: str, text: bytes) -> None:
        if len(text) > PROGRAM_TEXT_BYTES or len(options) > _OPTIONS_CHARACTERS:
            raise self._forged()
        if len(self.missed) < _MOST_MISSED and self._notes:
            try:
                self.missed.append(ProgramText(text, bytes.fromhex(options)))
            except ValueError:
                raise self._forged() from None

    def compile(self, program: ProgramText) -> bytes | None:
        """What a program becomes; None if it can't be compiled. The process runs nothing else."""
        message = frames.pack({"compile": program.options.hex()}, program.text)
        match self._exchange(message):
            case ({"program": True}, compiled):
                return compiled
            case ({"program": False}, _):
                return None
        raise self._forged()

    def measure(self) -> None:
        """Make the child tally, from here on, the programs that a submission needs."""
        self._demand({"measure": True})

    def measured(self) -> Needed:
        """The programs that it needed since `measure`."""
        match self._exchange(frames.pack({"measured": True})):
            case ({"programs": int(programs), "most_bytes": int(most_bytes)}, _) if (
                0 <= programs < _MOST_COUNTED and 0 <= most_bytes < _MOST_COUNTED
            ):
                return Needed(programs, most_bytes)
        raise self._forged()

    def list_compiled(self) -> None:
        """Make the child list, from here on, the programs that it compiles for a submission."""
        self._demand({"list": True})

    def compiled(self) -> tuple[Compiled, ...]:
        """The programs that it compiled for a submission since `list_compiled`."""
        match self._exchange(frames.pack({"listed": True})):
            case ({"compiled": list(items)}, _):
                return _compiled(items)
        raise self._forged()

    def rehearse(self) -> None:
        """After a warm-up, make the child record which pages another one writes to."""
        self._demand({"rehearse": True})

    def become_template(self) -> int:
        """After a rehearsal, make the child fork on request over the socket that it was given.

        Returns:
            How often it asked for an unknown program.
        """
        match self._exchange(frames.pack({"fork": True})):
            case ({"done": True, "missing": int(missing)}, _):
                return missing
        raise self._forged()

    def _demand(self, header: Mapping[str, object], body: bytes = b"") -> None:
        answer, _ = self._exchange(frames.pack(header, body))
        if answer != {"done": True}:
            raise self._forged()

    def load(
        self, source: str, harness: Harness, *, observe: bool = False
    ) -> tuple[Raised | None, str, str]:
        """Execute the source. Return what it raised, if anything, and what it printed.

        With `observe`, its side effects are noticed from here on.
        """
        self._observes = observe
        self._returned_bytes = 0
        message = {
            "source": source,
            "harness": harness.to_json(),
            "observe": observe,
            "offers": self._find is not None,
        }
        header, _ = self._exchange(frames.pack(message))
        stdout, stderr = self._take_printed()
        match header:
            case {"loaded": True}:
                return None, stdout, stderr
            case {"error": dict(error)}:
                return _raised(error), stdout, stderr
        raise self._forged()

    def call(self, arguments: Mapping[str, Value], probe: str | None) -> Call:
        """Call the function once."""
        return next(self.calls([(arguments, probe)]))

    def calls(self, calls: Iterable[tuple[Mapping[str, Value], str | None]]) -> Iterator[Call]:
        """Call the function once for each of these arguments, under their probe.

        Each call starts as soon as the previous one is answered, while the caller still handles
        that answer.
        """
        messages = (_call_message(arguments, probe) for arguments, probe in calls)
        message = next(messages, None)
        if message is not None:
            self._send(message)
        while message is not None:
            message = next(messages, None)
            time_ms, cpu_ms = self.time_ms, self.cpu_ms
            frame, printed = self._receive(), self._take_printed()
            time_ms, cpu_ms = self.time_ms - time_ms, self.cpu_ms - cpu_ms
            if message is not None:
                self._send(message)
            yield self._understood(frame, time_ms, cpu_ms, printed)

    def _understood(
        self, frame: tuple[Any, bytes], time_ms: float, cpu_ms: float, printed: tuple[str, str]
    ) -> Call:
        header, data = frame
        answer: Value | Unreadable | Raised
        match header:
            case {"value": description}:
                answer = self._decoded(description, data)
            case {"unreadable": str(what)}:
                answer = Unreadable(_text(what, 200))
            case {"error": dict(error)}:
                answer = _raised(error)
            case _:
                raise self._forged()
        noticed = _noticed(header.get("noticed", [])) if self._observes else ()
        return Call(answer, time_ms, cpu_ms, *printed, noticed)

    def _decoded(self, description: Any, data: bytes) -> Value | Unreadable:
        try:
            caps = Caps(array_bytes=self._limits.returned_mb * MIB)
            value = decode(description, data, caps)
        except OversizedValueError as error:
            return Unreadable(str(error))
        except MalformedValueError:
            raise self._forged() from None
        self._returned_bytes += size_of(value).bytes
        if self._returned_bytes > self._limits.returned_in_all_mb * MIB:
            raise self._exceeded(Limit.RETURNED)
        return value

    def trace(self, arguments: Mapping[str, Value], probe: str | None) -> tuple[Noticed, ...]:
        """Trace the function, as `jax.jit` does, in a run that observes."""
        header, _ = self._exchange(_call_message(arguments, probe, trace=True))
        self._take_printed()
        match header:
            case {"traced": True} | {"error": dict()}:
                return _noticed(header.get("noticed", []))
        raise self._forged()


def child_limits(limits: Limits, user: int | None) -> ChildLimits:
    """The kernel's limits for a child; the watchdog's limits are tighter."""
    return ChildLimits(user, limits.memory_mb * MIB, math.ceil(limits.cpu_s))


def _call_message(arguments: Mapping[str, Value], probe: str | None, **manner: bool) -> bytes:
    description, body = encode(Node("dict", dict(arguments)))
    return frames.pack({"probe": probe, "arguments": description, **manner}, body)


def _noticed(items: object) -> tuple[Noticed, ...]:
    """What the process says that it noticed: untrusted, so it is filtered and capped."""
    noticed = []
    for item in items[:_MAX_NOTICED] if isinstance(items, list) else []:
        match item:
            case [str(what), line, str(detail)]:
                noticed.append(Noticed(_text(what, 40), _line(line), _text(detail, 500)))
    return tuple(noticed)


def _compiled(items: list[object]) -> tuple[Compiled, ...]:
    """What the process says that it compiled: untrusted, so it is filtered and capped."""
    compiled = []
    for item in items[:_MAX_COMPILED]:
        match item:
            case [str(name), list(takes)]:
                taken = tuple(_text(each, 40) for each in takes[:_MAX_TAKEN])
                compiled.append(Compiled(_text(name, 80), taken))
    return tuple(compiled)


def _line(line: object) -> int | None:
    return line if type(line) is int and 0 < line < 2**31 else None


def _text(value: object, most: int) -> str:
    if not isinstance(value, str):
        return ""
    # JSON from the process may contain lone surrogates, which can't be sent on as text.
    return value[:most].encode(errors="backslashreplace").decode()


def _raised(error: Mapping[Any, Any]) -> Raised:
    """The exception that the process reports: untrusted, so every field is checked and capped."""
    return Raised(
        stage=_text(error.get("stage"), 20),
        type=_text(error.get("type"), 200),
        message=_text(error.get("message"), 2000),
        line=_line(error.get("line")),
    )
