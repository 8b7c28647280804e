"""When to send a request again."""

import random
from functools import partial
from typing import Any

from tenacity import RetryCallState, retry_if_exception, stop_after_attempt

from nnx_judge_client.errors import BusyError, UnreachableError

# With the pauses in between, a restarting service has half a minute to come back.
TRIES = 7
FIRST_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 60.0
# With these the service says that it did nothing; others may come from a proxy that lost an answer.
_NOTHING_DONE = (429, 503)


def policy(*, is_repeatable: bool) -> dict[str, Any]:
    """How tenacity is to retry a request.

    If `is_repeatable`, sending it twice does the same as sending it once.
    """
    return {
        "retry": retry_if_exception(partial(may_help, is_repeatable=is_repeatable)),
        "wait": _pause_after,
        "stop": stop_after_attempt(TRIES),
        "reraise": True,
    }


def may_help(error: BaseException, *, is_repeatable: bool) -> bool:
    """Whether to send a request again that failed with this error."""
    match error:
        case UnreachableError(may_have_arrived=may_have_arrived, is_lasting=False):
            return is_repeatable or not may_have_arrived
        case BusyError(retry_after_s=retry_after_s, problem=problem):
            # A longer pause is left to the caller.
            is_soon = retry_after_s is None or retry_after_s <= _LONGEST_PAUSE_S
            return is_soon and (is_repeatable or problem.status in _NOTHING_DONE)
    return False


def pause_s(error: BaseException | None, tries: int) -> float:
    """How long to wait after try number `tries` (from 1).

    The service says how long, or the pauses double. Jitter keeps many clients from returning at
    once.
    """
    chance = random.random()  # noqa: S311 - nothing to be kept secret
    if isinstance(error, BusyError) and error.retry_after_s is not None:
        return error.retry_after_s + FIRST_PAUSE_S * chance
    return FIRST_PAUSE_S * 2.0 ** (tries - 1) * (0.5 + chance / 2)


def _pause_after(state: RetryCallState) -> float:
    error = None if state.outcome is None else state.outcome.exception()
    return pause_s(error, state.attempt_number)
