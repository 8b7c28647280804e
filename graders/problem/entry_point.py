"""What a submission must define, and how a case becomes a call of it."""

from typing import Annotated, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from graders.core.strict_spec import Spec
from graders.problem.arguments import Identifier, refuse_repeated


class EntryPoint(Spec):
    """What a submission must define: a function, a class, or several of them for a driver.

    `parameters` are the arguments of a case, in the order in which the function takes them. The
    first of them, those in `constructor`, go to the constructor of a class, by name, and the rest
    to a call of the instance. A driver takes all of them after the submission's module.
    """

    function: Identifier | None = None
    class_: Annotated[Identifier | None, Field(alias="class")] = None
    defines: Annotated[list[Identifier], Field(max_length=16)] = Field(default_factory=list)
    parameters: Annotated[list[Identifier], Field(min_length=1, max_length=32)]
    constructor: list[Identifier] = Field(default_factory=list, validate_default=True)

    @field_validator("parameters", "defines")
    @classmethod
    def _differ(cls, names: list[str]) -> list[str]:
        refuse_repeated(names)
        return names

    @field_validator("constructor")
    @classmethod
    def _come_first(cls, constructor: list[str], info: ValidationInfo) -> list[str]:
        parameters = info.data.get("parameters", constructor)
        if constructor and info.data.get("class_") is None:
            raise ValueError("is for a class")
        if constructor != parameters[: len(constructor)]:
            raise ValueError("must be the first of the parameters, in their order")
        return constructor

    @model_validator(mode="after")
    def _is_of_one_kind(self) -> Self:
        given = [self.function is not None, self.class_ is not None, bool(self.defines)]
        if sum(given) != 1:
            raise ValueError("needs one of the keys function, class and defines")
        return self

    @property
    def names(self) -> list[str]:
        """What a submission must define."""
        return [name for name in (self.function, self.class_) if name] or self.defines
