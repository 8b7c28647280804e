"""A problem's revisions: its content as it was at one moment, by whom, and why."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

RevisionSource = Literal["folder", "api"]


@dataclass(frozen=True, slots=True)
class NewRevision:
    """What is stored of a revision: a package as a zip file, the digest that names it, and whose.

    `site` and `key_id` are None where it comes from the folder of problems.
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
    """Which revision of a problem is live, and whether the problem is put away."""

    name: str
    live: str
    is_archived: bool


class Author(BaseModel):
    """Who made a revision by the API."""

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
