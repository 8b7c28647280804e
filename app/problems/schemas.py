"""A problem's revisions: their content, their authors and their reasons."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

RevisionSource = Literal["folder", "api"]


@dataclass(frozen=True, slots=True)
class NewRevision:
    """What is stored of a revision: the package as a zip file, its digest, and its author.

    `site` and `key_id` are None if it comes from the problems folder.
    """

    problem: str
    revision: str
    archive: bytes
    source: RevisionSource
    site: str | None = None
    key_id: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ProblemState:
    """The live revision of a problem, and whether the problem is archived."""

    name: str
    live: str
    is_archived: bool


class Author(BaseModel):
    """Who made a revision through the API."""

    site: str
    key_id: str | None = Field(description="Null where no key was needed.")
    key_name: str | None = Field(description="The name of the key, where it has one.")


class Revision(BaseModel):
    """One revision of a problem."""

    revision: str = Field(description="Names the content: the same content has the same name.")
    parent: str | None = Field(description="The one that was live when it was made.")
    source: RevisionSource = Field(
        description="Whether it came from the folder of problems or by the API."
    )
    author: Author | None = Field(description="Null where it came from the folder of problems.")
    note: str = Field(description="What its author says of it.")
    created_at: datetime
    is_live: bool = Field(description="Whether new submissions are judged on it.")
