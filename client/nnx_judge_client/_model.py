"""What all types of answers have in common: they take what a newer service adds to them."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Self

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """Part of an answer. Fields that this version does not know are kept, in `model_extra`."""

    model_config = ConfigDict(extra="allow", frozen=True, ser_json_inf_nan="strings")


class OpenEnum(StrEnum):
    """Texts that a newer service may add to: an unknown one becomes a member of that name."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = member._value_ = value
        return member


def tag_of(name: str, *known: str) -> Callable[[Any], str]:
    """How to choose between types by a field: by its value, and "" for one that is not known."""

    def tag(value: Any) -> str:
        given = value.get(name) if isinstance(value, dict) else getattr(value, name, None)
        return given if given in known else ""

    return tag
