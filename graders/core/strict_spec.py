"""The base of what `problem.toml` and `track.toml` say."""

from pydantic import BaseModel, ConfigDict


class Spec(BaseModel):
    """The base of all sections of these files: unknown keys and wrong types are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
