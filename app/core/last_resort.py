"""The last resort at a stop: a thread can't be interrupted, and nothing may hold the stop up."""

import logging
import os
import sys
import threading
import traceback

# As of a command whose judge failed. What it leaves behind is what a kill would: nothing is lost.
EXIT_CODE = 3

_log = logging.getLogger(__name__)


def end_within(limit_s: float) -> None:
    """End this process after so many seconds if it still runs then, and log what it was at."""
    timer = threading.Timer(limit_s, _end, [limit_s])
    timer.daemon = True
    timer.start()


def _end(limit_s: float) -> None:
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    places = [
        f"{names.get(ident, ident)}:\n{''.join(traceback.format_stack(frame))}"
        for ident, frame in sys._current_frames().items()
        if ident != threading.get_ident()
    ]
    _log.error("The stop took longer than %g s and is cut short at\n%s", limit_s, "".join(places))
    os._exit(EXIT_CODE)
