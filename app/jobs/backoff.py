"""When a job that failed at another server is tried again."""

import random

# Seconds between the tries, in total a little more than a day: an endpoint at which everything
# fails is disabled before its webhooks are given up.
_RETRIES_S = (5, 30, 120, 600, 1800, 3600, *[7200] * 12)
# Varies the delays, so that jobs that failed together are not retried together.
_JITTER = 0.1


def retry_after_s(failures: int) -> float | None:
    """Seconds until the next try after so many failures; None to give up."""
    if failures > len(_RETRIES_S):
        return None
    # Not security-relevant.
    return _RETRIES_S[failures - 1] * random.uniform(1 - _JITTER, 1 + _JITTER)  # noqa: S311
