"""Limits on open event streams: each holds a connection, and polls the store."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from app.auth.caller import Caller
from app.submissions.errors import TooManyStreamsError

# One per browser tab.
_LEARNER_LIMIT = 20
# For the whole process: waking more of them takes the event loop seconds.
_TOTAL_LIMIT = 1000
_RETRY_S = 5.0


class Streams:
    """Counts the open streams per caller."""

    def __init__(self, key_limit: int) -> None:
        self._key_limit = key_limit
        self._open: Counter[str | None] = Counter()

    @contextmanager
    def one_more(self, caller: Caller) -> Iterator[None]:
        """Count a stream while the context lasts.

        Raises:
            TooManyStreamsError: the caller, or the process, has reached the limit.
        """
        whose = caller.key_id
        most = self._key_limit if caller.learner is None else min(_LEARNER_LIMIT, self._key_limit)
        if self._open[whose] >= most or self._open.total() >= _TOTAL_LIMIT:
            raise TooManyStreamsError(_RETRY_S, most, _TOTAL_LIMIT)
        self._open[whose] += 1
        try:
            yield
        finally:
            self._open[whose] -= 1
            if not self._open[whose]:
                del self._open[whose]
