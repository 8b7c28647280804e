"""What `nnx-judge doctor` finds: the layers of the sandbox, and the attacks on each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Status = Literal["holds", "broken", "missing", "not checked"]


@dataclass(frozen=True, slots=True)
class Attack:
    """One attack, and whether the sandbox stopped it."""

    name: str
    description: str
    stopped: bool


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer: its state on this machine, and the attacks that prove it."""

    name: str
    status: Status
    description: str = ""
    attacks: Sequence[Attack] = ()


@dataclass(frozen=True, slots=True)
class Machine:
    """What the judge runs on."""

    user: str
    kernel: str
    architecture: str
    python: str
    jax: str
    flax: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All findings. `advice` says what to do if something is missing."""

    holds: bool
    layers: Sequence[Layer]
    machine: Machine
    advice: Sequence[str]
