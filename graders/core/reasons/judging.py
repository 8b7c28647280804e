"""Reasons of verdicts as a whole, and of demands besides the outputs."""

from dataclasses import dataclass

from graders.core.reasons.reason import Because, Reason


@dataclass(frozen=True)
class AllPassed(Reason):
    """Every case passed."""

    cases: int

    @property
    def sentence(self) -> str:
        return f"All {self.cases} cases passed."


@dataclass(frozen=True)
class AllPassedAndMet(Reason):
    """Every case passed, and every demand is met."""

    cases: int

    @property
    def sentence(self) -> str:
        return f"All {self.cases} cases passed, and all demands are met."


@dataclass(frozen=True)
class CaseFailed(Reason):
    """A case did not pass: the first one, with its own reason."""

    passed: int
    total: int
    case: str
    because: Because

    @property
    def sentence(self) -> str:
        return f"{self.passed} of {self.total} cases passed. {self.case}: {self.because.message}"


@dataclass(frozen=True)
class DemandNotMet(Reason):
    """The outputs are right, but a demand is not met: the first one, with its own reason."""

    demand: str
    because: Because

    @property
    def sentence(self) -> str:
        return f"The outputs are right, but {self.demand!r} is not met. {self.because.message}"


@dataclass(frozen=True)
class CallFailed(Reason):
    """Of a run: a call did not return, or not what is expected; the first one, with its reason."""

    case: str
    because: Because

    @property
    def sentence(self) -> str:
        return f"{self.case}: {self.because.message}"


@dataclass(frozen=True)
class CallsReturned(Reason):
    """Of a run: every call returned."""

    calls: int

    @property
    def sentence(self) -> str:
        return f"{self.calls} of {self.calls} calls returned."


@dataclass(frozen=True)
class JudgeFailed(Reason):
    """The judge failed so many times; `error` is its last error in English, where it is told."""

    times: int
    error: str | None = None

    @property
    def sentence(self) -> str:
        times = "" if self.times == 1 else f" {self.times} times"
        return f"The judge failed{times}{'.' if self.error is None else f': {self.error}'}"


@dataclass(frozen=True)
class ProblemFailed(Reason):
    """The problem's own code failed: `part` of it, with `error` in English."""

    part: str
    error: str

    @property
    def sentence(self) -> str:
        return f"The problem's own {self.part} failed: {self.error}"


@dataclass(frozen=True)
class RevisionUnusable(Reason):
    """This version of the judge can't use the revision of the problem."""

    @property
    def sentence(self) -> str:
        return "The problem's revision can't be used any longer."


@dataclass(frozen=True)
class InputsDoNotFit(Reason):
    """The inputs of a run do not fit the problem, which changed meanwhile."""

    @property
    def sentence(self) -> str:
        return "The inputs do not fit the problem as it is now."


@dataclass(frozen=True)
class JudgedAgain(Reason):
    """What was to be reviewed was judged again on another revision."""

    @property
    def sentence(self) -> str:
        return "It was judged again meanwhile, on another revision."


@dataclass(frozen=True)
class Met(Reason):
    """A demand is met."""

    @property
    def sentence(self) -> str:
        return "It is met."


@dataclass(frozen=True)
class NotJudged(Reason):
    """A demand is not judged, because the outputs are not right."""

    @property
    def sentence(self) -> str:
        return "Not judged."


@dataclass(frozen=True)
class NameNotUsed(Reason):
    """The source uses none of the names that a demand asks for."""

    names: tuple[str, ...]

    @property
    def sentence(self) -> str:
        return f"It does not use {' or '.join(f'`{name}`' for name in self.names)}."


@dataclass(frozen=True)
class NameUsed(Reason):
    """The source uses a name that a demand forbids."""

    used: str

    @property
    def sentence(self) -> str:
        return f"It uses `{self.used}`."


@dataclass(frozen=True)
class Remarked(Reason):
    """The submission does what a demand forbids: the kind of remark, and its text in English."""

    kind: str
    text: str

    @property
    def sentence(self) -> str:
        return self.text


@dataclass(frozen=True)
class TooManyCompilations(Reason):
    """A demand allows so many programs to be compiled, and the submission has more compiled."""

    compiled: int
    allowed: int

    @property
    def sentence(self) -> str:
        return (
            f"Over all calls JAX compiles {self.compiled} programs for it, where {self.allowed} "
            f"{'is' if self.allowed == 1 else 'are'} allowed."
        )


@dataclass(frozen=True)
class TimeRatioExceeded(Reason):
    """It takes so many times as much processor time as the reference, and more than is allowed."""

    ratio: float
    allowed: float

    @property
    def sentence(self) -> str:
        return (
            f"It takes {self.ratio:g} times as much processor time as the reference, where "
            f"{self.allowed:g} times is allowed."
        )


@dataclass(frozen=True)
class MemoryRatioExceeded(Reason):
    """A program of it needs so many times the reference's memory, and more than is allowed."""

    ratio: float
    allowed: float

    @property
    def sentence(self) -> str:
        return (
            f"The largest of its programs needs {self.ratio:g} times as much memory as the "
            f"reference's, where {self.allowed:g} times is allowed."
        )


@dataclass(frozen=True)
class StoppedWhenMeasured(Reason):
    """Called several times to be measured, it was stopped or did not load."""

    because: Because

    @property
    def sentence(self) -> str:
        return f"When it was called several times, to be measured: {self.because.message}"


@dataclass(frozen=True)
class OtherOutputWhenMeasured(Reason):
    """Called several times to be measured, it gives an output that is not right."""

    @property
    def sentence(self) -> str:
        return "When it was called several times, to be measured, an output was not right."
