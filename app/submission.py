"""A submission from its acceptance to its verdict: the types that store, queue and API share."""

import secrets
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from graders.verdict import Verdict


def new_id() -> str:
    """An id as UUID version 7 lays it out, in hex: it sorts by time and can't be guessed."""
    milliseconds = time.time_ns() // 1_000_000
    number = milliseconds << 80 | 7 << 76 | secrets.randbits(12) << 64 | 2 << 62
    return UUID(int=number | secrets.randbits(62)).hex


@dataclass(frozen=True, slots=True)
class NewSubmission:
    """What is stored when a submission is accepted: all that its verdict depends on."""

    id: str
    problem: str
    revision: str
    source: str
    seed: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at judging a submission.

    `number` fences its writes: once a later attempt has begun, they change nothing. `failures`
    counts the earlier attempts that ended without a verdict through the judge's own fault.
    """

    id: str
    problem: str
    revision: str
    source: str
    seed: int
    number: int
    failures: int


class UnfinishedSubmission(BaseModel):
    """A stored submission whose verdict is still to come."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    problem: str
    status: Literal["queued", "running"]
    created_at: datetime


class FinishedSubmission(Verdict):
    """A judged submission: its verdict, and when it came and was judged."""

    status: Literal["finished"]
    created_at: datetime
    finished_at: datetime


Submission = Annotated[UnfinishedSubmission | FinishedSubmission, Field(discriminator="status")]
