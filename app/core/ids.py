"""Ids of stored objects."""

import re
import secrets
import time
from datetime import datetime
from uuid import UUID

# Regular expression for the ids that `new_id` returns.
ID_FORM = "^[0-9a-f]{32}$"


def new_id() -> str:
    """Return a UUID version 7 in hex: it sorts by time and can't be guessed."""
    milliseconds = time.time_ns() // 1_000_000
    number = milliseconds << 80 | 7 << 76 | secrets.randbits(12) << 64 | 2 << 62
    return UUID(int=number | secrets.randbits(62)).hex


def least_id(moment: datetime) -> str:
    """Return what sorts before all ids that `new_id` returns from that moment on."""
    return f"{max(0, int(moment.timestamp() * 1000)):012x}"


def is_id(text: str) -> bool:
    """Whether the text has the format of an id of `new_id`."""
    return re.fullmatch(ID_FORM, text) is not None
