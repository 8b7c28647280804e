"""The Prefer header (RFC 7240); only `wait` is supported."""

import re
from collections.abc import Iterable

MAX_WAIT_S = 60
# One preference: a token, its value, and parameters; `wait` has none.
_WAIT = re.compile(r'\s*wait\s*=\s*(?:"(\d{1,9})"|(\d{1,9}))\s*(?:;.*)?', re.IGNORECASE | re.ASCII)


def preferred_wait_s(headers: Iterable[str]) -> int | None:
    """How long the client is willing to wait, at most `MAX_WAIT_S`; None if not stated.

    Unknown preferences are no error: RFC 7240 says to ignore them. The first `wait` counts.
    """
    for preference in ",".join(headers).split(","):
        if match := _WAIT.fullmatch(preference):
            return min(int(match[1] or match[2]), MAX_WAIT_S)
    return None
