"""Entries of the audit log: types that cross the wire."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from app.audit.entry import Action, Via


class AuditEntry(BaseModel):
    """One entry: who did what, when, and from where."""

    id: str
    at: datetime
    action: Action
    subject: str = Field(
        description="The id or name of what it was done to: a key, a site, a problem, a rejudge, "
        "an assignment; of an exception, its assignment; of a learner that was erased, the site; "
        "of a credential that was refused, its kind."
    )
    via: Via = Field(
        description="By the API, by a command on the operator's machine, or by the service itself."
    )
    site: str | None = Field(
        description="The site of the key that did it; empty where no key was needed."
    )
    key_id: str | None
    key_name: str | None = Field(description="The name of that key, while it is known.")
    origin: str | None = Field(
        description="The address that the request came from, which may be a proxy's; of a command, "
        "the user and the machine."
    )
    details: dict[str, Any] = Field(description="What else is known of it, by name.")


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What to filter entries by; None matches all."""

    action: Action | None = None
    subject: str | None = None
    site: str | None = None
    after: datetime | None = None
    before: datetime | None = None
