"""What the audit log tells: who did what, and from where."""

from dataclasses import dataclass
from typing import Literal

Action = Literal[
    "key_created",
    "key_rotated",
    "key_revoked",
    "site_secret_rotated",
    "learner_links_made",
    "sign_in_refused",
    "problem_created",
    "problem_changed",
    "draft_discarded",
    "problem_published",
    "problem_rolled_back",
    "problem_archived",
    "problem_unarchived",
    "rejudge_started",
    "rejudge_applied",
    "rejudge_cancelled",
    "assignment_created",
    "assignment_changed",
    "assignment_deleted",
    "exception_given",
    "exception_ended",
    "learner_erased",
    "site_erased",
]
Via = Literal["api", "command", "service"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a caller of the API, a command on the operator's machine, or the service itself.

    `origin` is the address of a caller, or USER@HOST of a command; None if it is not known. No
    learner may do what is recorded, so an actor never has a learner's name.
    """

    via: Via
    site: str | None = None
    key_id: str | None = None
    origin: str | None = None


# What no caller asked for: the first start, and the folder of problems.
SERVICE = Actor("service")
