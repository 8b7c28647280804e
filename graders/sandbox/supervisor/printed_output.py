"""What a child prints: read as it comes, and no more of it than its limit."""

import os
from collections.abc import Iterator

from graders.sandbox.outcomes import Limit, LimitExceededError


class PrintedOutput:
    """The standard output and error of one child, which must not block."""

    def __init__(self, stdout: int, stderr: int, most_bytes: int) -> None:
        """Read from these pipes, `most_bytes` in total."""
        self._printed = {stdout: bytearray(), stderr: bytearray()}
        self._closed: set[int] = set()
        self.allow(most_bytes)

    def allow(self, most_bytes: int) -> None:
        """Let so much be printed in total from here on."""
        self._room = most_bytes

    @property
    def pipes(self) -> Iterator[int]:
        """The pipes from which more may come."""
        return (pipe for pipe in self._printed if pipe not in self._closed)

    def drain(self, pipe: int) -> bool:
        """Read what was printed there; True once nothing more can come.

        Raises:
            LimitExceededError: too much was printed. What the limit allows is kept.
        """
        while True:
            try:
                chunk = os.read(pipe, 2**16)
            except BlockingIOError:
                return False
            if not chunk:
                self._closed.add(pipe)
                return True
            self._printed[pipe] += chunk[: self._room]
            if len(chunk) > self._room:
                self._room = 0
                raise LimitExceededError(Limit.PRINTED)
            self._room -= len(chunk)

    def take(self) -> tuple[str, str]:
        """The texts of both that were read since the last time."""
        stdout, stderr = (
            printed.decode(errors="backslashreplace") for printed in self._printed.values()
        )
        for printed in self._printed.values():
            printed.clear()
        return stdout, stderr
