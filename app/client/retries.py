"""When to try again what did not work."""

import random

from app.client.errors import BusyError, ClientError, UnreachableError

# With the pauses between them, a service that starts anew has half a minute to come back.
TRIES = 7
_FIRST_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 60.0


def pause_s(error: ClientError, tries: int) -> float | None:
    """How long to wait after the first, second... try; None where `error` is to be told instead.

    The service says how long, or the pauses double. Some of it is chance, so that many clients do
    not come back at once.
    """
    if tries >= TRIES or not isinstance(error, BusyError | UnreachableError):
        return None
    chance = random.random()  # noqa: S311 - nothing to be kept secret
    if isinstance(error, BusyError) and error.retry_after_s is not None:
        if error.retry_after_s > _LONGEST_PAUSE_S:
            return None
        return error.retry_after_s + _FIRST_PAUSE_S * chance
    return _FIRST_PAUSE_S * 2.0 ** (tries - 1) * (0.5 + chance / 2)
