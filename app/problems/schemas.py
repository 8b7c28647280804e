"""A problem's revisions: their content, their authors and their reasons."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from app.audit.entry import SERVICE, Actor

RevisionSource = Literal["folder", "api"]


@dataclass(frozen=True, slots=True)
class NewRevision:
    """What is stored of a revision: the package as a zip file, its digest, and its author.

    `site` and `key_id` are None if it comes from the problems folder; `address` is that of the
    request.
    """

    problem: str
    revision: str
    archive: bytes
    source: RevisionSource
    site: str | None = None
    key_id: str | None = None
    note: str = ""
    address: str | None = None

    @property
    def actor(self) -> Actor:
        """Its author, as the audit log names them."""
        return _actor(self.site, self.key_id, self.address)


@dataclass(frozen=True, slots=True)
class NewPublication:
    """What goes live, who publishes it and why, and whether without passing the check.

    `site` and `key_id` are None if it comes from the problems folder; `address` is that of the
    request, None too if a worker publishes after a check.
    """

    problem: str
    revision: str
    site: str | None = None
    key_id: str | None = None
    note: str = ""
    forced: bool = False
    address: str | None = None

    @property
    def actor(self) -> Actor:
        """Who publishes it, as the audit log names them."""
        return _actor(self.site, self.key_id, self.address)


def _actor(site: str | None, key_id: str | None, address: str | None) -> Actor:
    return SERVICE if site is None else Actor("api", site, key_id, address)


@dataclass(frozen=True, slots=True)
class ProblemState:
    """The live revision of a problem, its draft, and whether the problem is archived.

    `live` is None before the first publication, `draft` where every change is published.
    """

    name: str
    live: str | None
    draft: str | None
    is_archived: bool

    @property
    def current(self) -> str:
        """What a change starts from: the draft, or the live revision where there is none."""
        current = self.draft or self.live
        assert current is not None  # noqa: S101 - the table demands one of them
        return current


class Author(BaseModel):
    """Who made or published a revision through the API."""

    site: str
    key_id: str | None = Field(description="Null where no key was needed.")
    key_name: str | None = Field(description="The name of the key, where it has one.")


class Revision(BaseModel):
    """One revision of a problem."""

    revision: str = Field(description="Names the content: the same content has the same name.")
    parent: str | None = Field(
        description="What it was made from: the draft or live revision of that moment."
    )
    source: RevisionSource = Field(
        description="Whether it came from the folder of problems or by the API."
    )
    author: Author | None = Field(description="Null where it came from the folder of problems.")
    note: str = Field(description="What its author says of it.")
    created_at: datetime
    is_live: bool = Field(description="Whether new submissions are judged on it.")
    is_draft: bool = Field(description="Whether it holds the changes that are not published.")
    is_published: bool = Field(description="Whether it is or was live.")


class Publication(BaseModel):
    """What went live, by whom and why: a change, or an earlier revision again."""

    revision: str
    replaced: str | None = Field(description="What was live before.")
    author: Author | None = Field(description="Null where it came from the folder of problems.")
    note: str = Field(description="Why.")
    is_forced: bool = Field(description="Whether it did not pass the check that comes before.")
    created_at: datetime
