"""The Prefer header (RFC 7240), of which `wait` is understood."""

import re
from collections.abc import Iterable

MAX_WAIT_S = 60
# One preference: a token, its value, and parameters, which `wait` has none of.
_WAIT = re.compile(r'\s*wait\s*=\s*(?:"(\d{1,9})"|(\d{1,9}))\s*(?:;.*)?', re.IGNORECASE | re.ASCII)


def preferred_wait_s(headers: Iterable[str]) -> int | None:
    """How long the client would wait, at most `MAX_WAIT_S`; None where it does not say.

    What is not understood is no error: RFC 7240 has it ignored. The first of several counts.
    """
    for preference in ",".join(headers).split(","):
        if match := _WAIT.fullmatch(preference):
            return min(int(match[1] or match[2]), MAX_WAIT_S)
    return None
