"""Reasons of runs that end early, and of calls that give no output to compare."""

from dataclasses import dataclass

from graders.core.reasons.reason import Reason


@dataclass(frozen=True)
class WallTimeExceeded(Reason):
    """It took longer than it may."""

    limit_s: float

    @property
    def sentence(self) -> str:
        return f"It took longer than {self.limit_s:g} s of wall time."


@dataclass(frozen=True)
class ProcessorTimeExceeded(Reason):
    """It used more processor time than it may."""

    limit_s: float

    @property
    def sentence(self) -> str:
        return f"It used more than {self.limit_s:g} s of processor time."


@dataclass(frozen=True)
class MemoryExceeded(Reason):
    """It needs more memory than it may use."""

    limit_mb: int

    @property
    def sentence(self) -> str:
        return f"It needs more than {self.limit_mb} MiB of memory."


@dataclass(frozen=True)
class TooManyThreads(Reason):
    """It started too many threads."""

    @property
    def sentence(self) -> str:
        return "Stopped: too many threads."


@dataclass(frozen=True)
class PrintedTooMuch(Reason):
    """It printed more than it may."""

    limit_kb: int

    @property
    def sentence(self) -> str:
        return f"Stopped after printing more than {self.limit_kb} KiB."


@dataclass(frozen=True)
class ReturnedTooMuch(Reason):
    """Its outputs are larger than they may be, one or all together."""

    limit_mb: int
    limit_in_all_mb: int

    @property
    def sentence(self) -> str:
        return (
            f"The output of one case may have {self.limit_mb} MiB at most, and those of all cases "
            f"{self.limit_in_all_mb} MiB."
        )


@dataclass(frozen=True)
class WroteToTheJudge(Reason):
    """It wrote to the judge's own channel."""

    @property
    def sentence(self) -> str:
        return "Stopped: it wrote to the judge's own channel."


@dataclass(frozen=True)
class SystemCallRefused(Reason):
    """It made a system call that the sandbox does not allow."""

    @property
    def sentence(self) -> str:
        return "Stopped: it made a system call that is not allowed."


@dataclass(frozen=True)
class OperationRefused(Reason):
    """The sandbox refused an operation, such as opening a file."""

    @property
    def sentence(self) -> str:
        return (
            "The sandbox refused an operation: a submission may compute, but not open files, use "
            "the network or start processes."
        )


@dataclass(frozen=True)
class ProcessCrashed(Reason):
    """A signal ended the process, as after deep recursion."""

    signal: str

    @property
    def sentence(self) -> str:
        return f"The process crashed ({self.signal}), as deep recursion does."


@dataclass(frozen=True)
class ProcessEnded(Reason):
    """The process ended by itself; the code is null where a fixed hidden case withholds it."""

    exit_code: int | None

    @property
    def sentence(self) -> str:
        if self.exit_code is None:
            return "The process ended before it returned."
        return f"The process ended by itself (exit code {self.exit_code}) before it returned."


@dataclass(frozen=True)
class ExceptionRaised(Reason):
    """It raised an exception; both are null where a fixed hidden case withholds them."""

    type: str | None = None
    message: str | None = None

    @property
    def sentence(self) -> str:
        if self.type is None:
            return "It raised an exception."
        said = f": {self.message}" if self.message else "."
        return f"It raised {self.type}{said}"


@dataclass(frozen=True)
class NotPython(Reason):
    """The file does not parse."""

    @property
    def sentence(self) -> str:
        return "The file is not valid Python."


@dataclass(frozen=True)
class NotDefined(Reason):
    """The file does not define what it must; `kind` is `function` or `class`."""

    kind: str
    names: str

    @property
    def sentence(self) -> str:
        return f"The file defines no {self.kind} named {self.names}."


@dataclass(frozen=True)
class NotRun(Reason):
    """An earlier case ended the run."""

    @property
    def sentence(self) -> str:
        return "Not run."


@dataclass(frozen=True)
class NothingToCompare(Reason):
    """It returned, and there is no expected output: a run on one's own input."""

    @property
    def sentence(self) -> str:
        return "It returned; there is nothing to compare the output with."


@dataclass(frozen=True)
class ObjectReturned(Reason):
    """It returned an object that is no output; a fixed hidden case withholds its type."""

    type: str | None = None

    @property
    def sentence(self) -> str:
        of_type = "" if self.type is None else f" of type {self.type}"
        return f"It returned an object{of_type}; arrays are expected."


@dataclass(frozen=True)
class ModuleReturned(Reason):
    """It returned a module where arrays are expected."""

    type: str

    @property
    def sentence(self) -> str:
        return f"It returned an nnx.Module of type {self.type}; arrays are expected."


@dataclass(frozen=True)
class UnreadableReturned(Reason):
    """It returned what can't be read, as a value that is too large; `what` is it in English."""

    what: str

    @property
    def sentence(self) -> str:
        return f"It returned {self.what}; arrays are expected."
