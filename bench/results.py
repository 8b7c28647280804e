"""What scenarios measured, by name."""

from dataclasses import dataclass, field
from typing import Self

from bench.processes import Memory


@dataclass(slots=True)
class Results:
    """Series of samples, and single figures that come from no series. Units are in the names."""

    samples: dict[str, list[float]] = field(default_factory=dict)
    figures: dict[str, float] = field(default_factory=dict)
    # Those among the figures that are memory, with where they were read.
    memory: dict[str, Memory] = field(default_factory=dict)

    def add(self, name: str, value: float) -> None:
        """Add a sample to a series."""
        self.samples.setdefault(name, []).append(value)

    def take_in(self, other: Self) -> None:
        """Add what another scenario measured."""
        self.samples |= other.samples
        self.figures |= other.figures
        self.memory |= other.memory
