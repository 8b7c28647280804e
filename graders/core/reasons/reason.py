"""A reason: what a verdict says to people, and to machines, from the same fields."""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar


@dataclass(frozen=True)
class Reason(ABC):
    """Why something ended as it did.

    A subclass is one reason. Its name in snake_case, the names of its fields and its docstring are
    public: sites translate by them. So the names stay, and the sentence says nothing that the
    fields do not.
    """

    name: ClassVar[str]

    def __init_subclass__(cls) -> None:
        cls.name = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    @property
    @abstractmethod
    def sentence(self) -> str:
        """What a learner reads."""

    @property
    def parameters(self) -> dict[str, Any]:
        """The fields, by name."""
        return {name: _told(getattr(self, name)) for name in self.parameter_names()}

    @classmethod
    def parameter_names(cls) -> tuple[str, ...]:
        """The names of the parameters, in their order."""
        return tuple(field.name for field in fields(cls))

    @property
    def told(self) -> dict[str, Any]:
        """The fields of a verdict that tell the reason."""
        return {"message": self.sentence, "reason": self.name, "parameters": self.parameters}


@dataclass(frozen=True)
class Because:
    """The reason of a part, within the reason of the whole."""

    message: str
    reason: str | None
    parameters: Mapping[str, Any]


def _told(value: object) -> object:
    if isinstance(value, Because):
        return {"reason": value.reason, "parameters": dict(value.parameters)}
    return [_told(item) for item in value] if isinstance(value, tuple) else value
