"""Programs as data: compiled ones by key, and how a frame carries them; and what one is made of."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

# The longest text that is worth telling: most have some kilobytes.
PROGRAM_TEXT_BYTES = 256 * 1024


def program_key(digest: str, options: bytes) -> str:
    """A name for what the module whose text has that digest becomes, with these options of XLA's.

    It is equal only if the executables are interchangeable, among processes of the same versions.
    """
    return hashlib.sha256(digest.encode() + options).hexdigest()


@dataclass(frozen=True, slots=True)
class ProgramText:
    """A program before it is compiled: all that its executable depends on.

    `text` is its module in MLIR's generic form, without where each operation came from. `options`
    are XLA's, serialized.
    """

    text: bytes
    options: bytes

    @property
    def key(self) -> str:
        """The key of what it becomes."""
        return program_key(hashlib.sha256(self.text).hexdigest(), self.options)


class MalformedProgramsError(ValueError):
    """Bytes that are not a set of programs."""


@dataclass(frozen=True, slots=True)
class Programs:
    """Serialized executables by key, and which of them can't run in a fork as they are.

    They are native code: only a process that was made from the same problem may load them.

    `traces` has the digests of modules by those of the traces that became them, for a template: it
    need not lower them again.

    `missing` is how often a template that knows these still asks for another one, as it does for
    programs that call back into Python, which can't be kept.
    """

    serialized: Mapping[str, bytes] = field(default_factory=dict)
    need_threads: frozenset[str] = frozenset()
    traces: Mapping[str, str] = field(default_factory=dict)
    missing: int = 0

    def pack(self) -> tuple[dict[str, Any], bytes]:
        """A description for a frame's header, and the frame's body."""
        described = [
            [key, len(data), key in self.need_threads] for key, data in self.serialized.items()
        ]
        packed = {"programs": described, "traces": dict(self.traces)}
        return packed, b"".join(self.serialized.values())

    @classmethod
    def unpack(cls, described: object, body: bytes) -> Self:
        """Parse what `pack` made.

        Raises:
            MalformedProgramsError: `pack` did not make it.
        """
        match described:
            case {"programs": list(items), "traces": dict(traces)} if all(
                isinstance(digest, str) for digest in traces.values()
            ):
                pass
            case _:
                raise MalformedProgramsError("neither programs nor traces")
        serialized: dict[str, bytes] = {}
        need_threads = set()
        start = 0
        for item in items:
            match item:
                case [str(key), int(size), bool(needs)] if 0 <= size <= len(body) - start:
                    serialized[key] = body[start : start + size]
                    start += size
                    if needs:
                        need_threads.add(key)
                case _:
                    raise MalformedProgramsError("a program without a key or a size")
        if start != len(body):
            raise MalformedProgramsError("more bytes than were described")
        return cls(serialized, frozenset(need_threads), traces)
