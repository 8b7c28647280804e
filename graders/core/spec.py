"""The base of what `problem.toml` says."""

from pydantic import BaseModel, ConfigDict


class Spec(BaseModel):
    """The base of all sections of `problem.toml`: unknown keys and wrong types are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
