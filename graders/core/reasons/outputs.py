"""Reasons of outputs in general, and what is told of a fixed hidden case's.

Places are paths as shown, empty for the output itself. Except for the worst element, no field
holds an expected value, so all of these may be shown for hidden cases.
"""

from abc import abstractmethod
from dataclasses import dataclass

from graders.core.reasons.reason import Reason


@dataclass(frozen=True)
class OutputReason(Reason):
    """How an output differs from the expected one."""

    @property
    @abstractmethod
    def clause(self) -> str:
        """What differs, as a part of a sentence."""

    @property
    def sentence(self) -> str:
        """What a learner reads."""
        clause = self.clause
        return f"{clause[:1].upper()}{clause[1:]}."


@dataclass(frozen=True)
class AsExpected(Reason):
    """The output is right; there is no sentence."""

    @property
    def sentence(self) -> str:
        return ""


@dataclass(frozen=True)
class CheckerRefused(OutputReason):
    """The problem's own checker refuses the output; `said` is what it says."""

    said: str

    @property
    def clause(self) -> str:
        return self.said


# All that is told of a secret case, whose submission could choose the fields of the others.


@dataclass(frozen=True)
class OtherStructure(OutputReason):
    """Of a fixed hidden case: the output has another structure."""

    @property
    def clause(self) -> str:
        return "the output has another structure than expected"


@dataclass(frozen=True)
class OtherShape(OutputReason):
    """Of a fixed hidden case: an array has another shape."""

    @property
    def clause(self) -> str:
        return "an array of the output has another shape than expected"


@dataclass(frozen=True)
class OtherType(OutputReason):
    """Of a fixed hidden case: an array or number has another type."""

    @property
    def clause(self) -> str:
        return "an array or number of the output has another type than expected"


@dataclass(frozen=True)
class OtherFiniteness(OutputReason):
    """Of a fixed hidden case: values differ in being finite, infinite or NaN."""

    @property
    def clause(self) -> str:
        return "values of the output do not match in being finite, infinite or NaN"


@dataclass(frozen=True)
class OtherValues(OutputReason):
    """Of a fixed hidden case: the values are not right."""

    @property
    def clause(self) -> str:
        return "the output is not right"


def place_of(path: str) -> str:
    """The place of a path, as a sentence names it."""
    return f"`{path}`" if path else "the output"
