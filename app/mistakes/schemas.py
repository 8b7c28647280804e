"""Mistakes: types that cross the wire."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, StringConstraints

from app.core.texts import storable
from graders.problem.example_docstring import MAX_TITLE_CHARACTERS

_MAX_HINT_CHARACTERS = 2000
_SAYS_SOMETHING: dict[str, JsonValue] = {"pattern": "^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$"}


class MistakeRequest(BaseModel):
    """A submission that becomes an example of a mistake, and what learners are told of it."""

    model_config = ConfigDict(strict=True, extra="forbid")

    submission: str = Field(description="The id of the submission.", max_length=32)
    title: Annotated[
        str,
        StringConstraints(strip_whitespace=True),
        AfterValidator(storable),
        Field(
            min_length=1,
            max_length=MAX_TITLE_CHARACTERS,
            description="The mistake in a few words, on one line.",
            json_schema_extra=_SAYS_SOMETHING,
        ),
    ]
    hint: Annotated[
        str,
        StringConstraints(strip_whitespace=True),
        AfterValidator(storable),
        Field(
            min_length=1,
            max_length=_MAX_HINT_CHARACTERS,
            description="What to do about it.",
            json_schema_extra=_SAYS_SOMETHING,
        ),
    ]
