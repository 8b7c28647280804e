"""Ids of what the service stores."""

import re
import secrets
import time
from uuid import UUID

# Of the ids that `new_id` makes; a regular expression.
ID_FORM = "^[0-9a-f]{32}$"


def new_id() -> str:
    """An id as UUID version 7 lays it out, in hex: it sorts by time and can't be guessed."""
    milliseconds = time.time_ns() // 1_000_000
    number = milliseconds << 80 | 7 << 76 | secrets.randbits(12) << 64 | 2 << 62
    return UUID(int=number | secrets.randbits(62)).hex


def is_id(text: str) -> bool:
    """Whether it looks like an id of `new_id`."""
    return re.fullmatch(ID_FORM, text) is not None
