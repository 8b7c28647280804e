"""The possible results of a run: an answer to a call, or an early end."""

from dataclasses import dataclass
from enum import Enum, auto

from graders.core.values import Value


class Limit(Enum):
    """What stopped a run."""

    WALL = auto()
    CPU = auto()
    MEMORY = auto()
    THREADS = auto()
    PRINTED = auto()
    RETURNED = auto()


class LimitExceededError(Exception):
    """The run was killed because it exceeded a limit."""

    def __init__(self, limit: Limit) -> None:
        super().__init__(limit.name)
        self.limit = limit


class ForgedFrameError(Exception):
    """The run was killed because it sent something that is not an answer of the runner."""


class ProcessEndedError(Exception):
    """The process ended without an answer; `signal` is None if it exited by itself."""

    def __init__(self, signal: int | None, exit_code: int | None) -> None:
        super().__init__()
        self.signal = signal
        self.exit_code = exit_code


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The submission returned something that holds no arrays; `what` describes it."""

    what: str


@dataclass(frozen=True, slots=True)
class Raised:
    """The submission raised. `stage` is "parse", "define" or "run"; `line` is in its source."""

    stage: str
    type: str
    message: str
    line: int | None

    @property
    def where(self) -> str:
        """Its type, and the line if it is known."""
        return self.type if self.line is None else f"{self.type} in line {self.line}"


@dataclass(frozen=True, slots=True)
class Noticed:
    """What the process says about the submission's side effects; see `side_effects`."""

    what: str
    line: int | None
    detail: str


@dataclass(frozen=True, slots=True)
class Compiled:
    """What the process says about a program that it compiled.

    `name` is like `jit_add`, and `takes` has the type of each argument, like `float32[3,4]`.
    """

    name: str
    takes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Needed:
    """What the process says about the programs that a submission needed.

    That is how many they were, and how many bytes the largest takes while it runs.
    """

    programs: int
    most_bytes: int


@dataclass(frozen=True, slots=True)
class Call:
    """The answer to one call, and the time it took."""

    answer: Value | Unreadable | Raised
    time_ms: float
    cpu_ms: float
    stdout: str
    stderr: str
    noticed: tuple[Noticed, ...] = ()
