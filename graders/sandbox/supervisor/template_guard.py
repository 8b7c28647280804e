"""Guarding a template between its forks: it may fork when the judge asks it to, and must rest.

A template runs an author's code, which may leave threads, timers and handlers behind, and its
forks run submissions. One judge thread watches each template.
"""

import os
import select
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from graders.sandbox.confinement.fork_requests import ForkRequest
from graders.sandbox.errors import SandboxFailureError
from graders.sandbox.supervisor.forks import kill_by_pidfd
from graders.sandbox.supervisor.meter import Meter

_LOOK_INTERVAL_S = 1.0
# Each refused fork costs the judge some time.
_MOST_REFUSED = 20
# Private memory that it may gain while it serves: the kernel may put more of it on huge pages.
_MOST_ADDED_MB = 128
# CPU time that it may use while it serves. A fork takes some 10 ms.
_START_S, _FORK_S, _SHARE_AT_REST = 1.0, 0.5, 0.01


class TemplateGuard:
    """Lets a template fork only with permission, and ends it if it does not rest.

    `fault` says why it was ended; None if it was not, or if something else ended it.
    """

    def __init__(self, process: int, pidfd: int, listener: int) -> None:
        """Watch the process until it ends.

        Args:
            process: its id.
            pidfd: its descriptor; the caller keeps it.
            listener: the listener of its filter; this object takes it over.

        Raises:
            SandboxFailureError: it is gone already.
        """
        self.fault: str | None = None
        self._process = process
        self._listener = listener
        self._lock = threading.Lock()
        self._leaves = self._forks = self._refused = 0
        self._is_serving = self._is_over = False
        self._credit_s = self._credited_s = 0.0
        self._when_ended: Callable[[], None] | None = None
        try:
            self._meter = Meter(process)
        except SandboxFailureError:
            os.close(listener)
            raise
        self._pidfd = os.dup(pidfd)
        threading.Thread(target=self._stand, name="template-guard", daemon=True).start()

    def allow_fork(self) -> None:
        """Let its main thread fork once more."""
        with self._lock:
            self._leaves += 1

    def allow_none(self) -> None:
        """Withdraw unused permissions to fork."""
        with self._lock:
            self._leaves = 0

    def require_rest(self) -> None:
        """From here on it serves: what it uses while no fork is requested counts against it."""
        with self._lock:
            self._meter.reset()
            self._credit_s, self._credited_s = _START_S, time.monotonic()
            self._is_serving = True

    def when_ended(self, tell: Callable[[], None]) -> None:
        """Call `tell` once, from another thread, when a fault ends it; at once if one has."""
        with self._lock:
            self._when_ended = tell
            is_late = self._is_over and self.fault is not None
        if is_late:
            tell()

    def _stand(self) -> None:
        poll = select.poll()
        poll.register(self._pidfd, select.POLLIN)
        poll.register(self._listener, select.POLLIN)
        looked_s = time.monotonic()
        with suppress(OSError):  # From the listener, once all processes with its filter are gone.
            while self._pidfd not in (ready := dict(poll.poll(_LOOK_INTERVAL_S * 1000))):
                if self._listener in ready:
                    self._answer()
                if time.monotonic() - looked_s >= _LOOK_INTERVAL_S:
                    looked_s = time.monotonic()
                    self._look()
        with self._lock:
            self._is_over = True
            tell = self._when_ended if self.fault is not None else None
            for descriptor in (self._pidfd, self._listener):
                os.close(descriptor)
            self._meter.close()
        if tell is not None:
            tell()

    def _answer(self) -> None:
        request = ForkRequest.receive(self._listener)
        if request is None:
            return
        with self._lock:
            # Only the main thread serves; threads that an author's code left behind may not fork.
            if request.thread == self._process and self._leaves > 0:
                if request.allow():
                    self._leaves -= 1
                    self._forks += 1
                return
        request.refuse()
        self._refused += 1
        if self._refused > _MOST_REFUSED:
            self._end("it went on trying to start processes")

    def _look(self) -> None:
        with self._lock:
            if not self._is_serving:
                return
            used_s = -self._meter.cpu_s
            self._meter.look()
            used_s += self._meter.cpu_s
            now_s = time.monotonic()
            earned_s = self._forks * _FORK_S + (now_s - self._credited_s) * _SHARE_AT_REST
            self._forks, self._credited_s = 0, now_s
            self._credit_s = min(self._credit_s + earned_s, _START_S) - used_s
        if self._credit_s < 0:
            self._end("it used processor time while nothing was asked of it")
        elif self._meter.peak_mb > _MOST_ADDED_MB:
            self._end("it took memory while nothing was asked of it")
        elif self._meter.has_too_many_threads():
            self._end("it started threads while nothing was asked of it")

    def _end(self, fault: str) -> None:
        self.fault = fault
        kill_by_pidfd(self._pidfd)
