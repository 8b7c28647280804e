"""Reasons of outputs whose form is right, and whose values are not."""

from abc import abstractmethod
from dataclasses import dataclass

from graders.core.reasons.outputs import OutputReason, place_of

_FINITENESS = {"NaN": "NaN", "Infinity": "infinity", "-Infinity": "-infinity"}


@dataclass(frozen=True)
class ValuesReason(OutputReason):
    """How values differ. The worst element is told for samples only."""

    path: str
    largest_error: float | None
    worst: str | None
    worst_got: float | None
    worst_expected: float | None

    @property
    @abstractmethod
    def difference(self) -> str:
        """What differs, without how much."""

    @property
    def clause(self) -> str:
        """What differs, and how much."""
        clause = self.difference
        if self.largest_error is not None:
            clause += f"; the largest error is about {self.largest_error:g}"
        if self.worst_got is not None and self.worst_expected is not None:
            place = f"`{self.worst}`" if self.worst else "it"
            clause += f"; {place} is {self.worst_got:g} where {self.worst_expected:g} is expected"
        return clause


@dataclass(frozen=True)
class CountedReason(ValuesReason):
    """How many of the values differ."""

    mismatched: int
    total: int

    @property
    @abstractmethod
    def how(self) -> str:
        """How they differ, after `is` or `are`."""

    @property
    def difference(self) -> str:
        """How many differ, how, and where most of all."""
        verb = "is" if self.mismatched == 1 else "are"
        where = f", most of all in `{self.path}`" if self.path else ""
        return f"{self.mismatched} of {self.total} values {verb} {self.how}{where}"


@dataclass(frozen=True)
class FinitenessDiffers(OutputReason):
    """Values are not as finite; `NaN`, `Infinity`, `-Infinity`, `finite`, null if complex."""

    path: str
    mismatched: int
    total: int
    got: str | None
    expected: str | None

    @property
    def clause(self) -> str:
        verb = "does" if self.mismatched == 1 else "do"
        return (
            f"{self.mismatched} of {self.total} values {verb} not match in being finite, infinite "
            f"or NaN; the first, in {place_of(self.path)}, {self._first}"
        )

    @property
    def _first(self) -> str:
        if self.got is None or self.expected is None:
            return "differs in its real or imaginary part"
        if self.got == self.expected == "NaN":
            return "is NaN as expected, but NaN equals nothing here"
        got, expected = (
            _FINITENESS.get(kind, "a finite number") for kind in (self.got, self.expected)
        )
        return f"is {got} where {expected} is expected"


@dataclass(frozen=True)
class TextDiffers(ValuesReason):
    """A text is another than expected."""

    @property
    def difference(self) -> str:
        return f"{place_of(self.path)} is not the expected text"


@dataclass(frozen=True)
class ValuesNotExact(CountedReason):
    """Values are not exactly the expected ones."""

    @property
    def how(self) -> str:
        return f"not exactly the expected {'one' if self.mismatched == 1 else 'ones'}"


@dataclass(frozen=True)
class ValuesBeyondUlps(CountedReason):
    """Values are off by more units in the last place than they may."""

    max_ulps: int

    @property
    def how(self) -> str:
        return f"off by more than {self.max_ulps} ULP"


@dataclass(frozen=True)
class ValuesBeyondTolerance(CountedReason):
    """Values are off by more than the tolerance."""

    @property
    def how(self) -> str:
        return "off by more than the tolerance"


@dataclass(frozen=True)
class ValuesBeyondToleranceInAnyOrder(CountedReason):
    """Values are off by more than the tolerance, in the order that fits best."""

    @property
    def how(self) -> str:
        return "off by more than the tolerance"

    @property
    def difference(self) -> str:
        return f"{super().difference}, in the order that fits best"
