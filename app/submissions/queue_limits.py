"""Limits on new submissions: how many may be queued, and how many a key may have in flight.

The statement that stores a submission enforces them: see `app.submissions.enqueue`. How often a key
may ask is another limit: see `app.auth.rate_limit`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bounds:
    """The limits on queued submissions in total, and on queued or running ones per key."""

    queued: int
    in_flight: int


class QueueBoundError(Exception):
    """The queue limit would be exceeded. Nothing was stored."""


class KeyBoundError(Exception):
    """The key's in-flight limit would be exceeded. Nothing was stored."""
