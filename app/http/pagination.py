"""What paged lists have in common."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.core.ids import ID_FORM

Id = Annotated[str, Field(pattern=ID_FORM)]
Limit = Annotated[int, Field(ge=1, le=100, description="How many at most.")]
DEFAULT_LIMIT = 20
Next = Annotated[
    str | None, Field(description="As `cursor` it leads to the next page; null on the last one.")
]


class Paging(BaseModel):
    """Which part of a list."""

    model_config = ConfigDict(extra="forbid")

    limit: Limit = DEFAULT_LIMIT
    cursor: Id | None = Field(default=None, description="`next` of the page before.")
