"""When to retry a failed request."""

import random

from app.client.errors import BusyError, ClientError, UnreachableError

# With the pauses in between, a restarting service has half a minute to come back.
TRIES = 7
_FIRST_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 60.0


def pause_s(error: ClientError, tries: int) -> float | None:
    """How long to wait after try number `tries` (from 1); None if `error` is to be raised.

    The service says how long, or the pauses double. Jitter keeps many clients from returning at
    once.
    """
    if tries >= TRIES or not isinstance(error, BusyError | UnreachableError):
        return None
    chance = random.random()  # noqa: S311 - nothing to be kept secret
    if isinstance(error, BusyError) and error.retry_after_s is not None:
        if error.retry_after_s > _LONGEST_PAUSE_S:
            return None
        return error.retry_after_s + _FIRST_PAUSE_S * chance
    return _FIRST_PAUSE_S * 2.0 ** (tries - 1) * (0.5 + chance / 2)
