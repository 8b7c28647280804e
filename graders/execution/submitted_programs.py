"""What submissions compiled, compiled once more for those that follow.

Learners use the same operations as others, and hand in nearly the same file again. Nothing that a
submission's process made may reach another one, so all that is taken from it is the text of a
program, and that is compiled in a process which gets nothing else. Whatever a text does to its
compiler, it can spoil only what is kept under its own digest; who asks for that has the same text.

But to find a program tells that somebody submitted it before. So there are none for a problem that
always draws anew, as one of an exam: by which programs it compiles, a submission could pass on what
it knows.
"""

import os
import re
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from shutil import rmtree

from graders.core.limits import Limits
from graders.execution.sealed import BrokenSealError, seal, unseal
from graders.problem.package import Problem
from graders.sandbox.programs import ProgramText
from graders.sandbox.supervisor.sandbox import Sandbox

# Texts of one revision that wait, some kilobytes each.
_MOST_WAITING_BYTES = 4 * 2**20
# What the smallest one takes in memory, about.
_LEAST_WAITING_BYTES = 1024
# Of one revision, on disk; a program takes some 30 KiB.
_MOST_BYTES = 16 * 2**20
# What the smallest file takes on disk.
_BLOCK_BYTES = 4096
_MOST_REVISIONS = 32
# What was compiled of a submission is not kept for long after it.
_MOST_UNUSED_S = 7 * 24 * 3600
# A large program takes seconds and becomes four times its text. One of many megabytes would leave
# no room for those of others.
_LIMITS = Limits(wall_s=10, cpu_s=5, returned_mb=2)
_KEY = re.compile("[0-9a-f]{64}")


class SubmittedPrograms:
    """Programs by problem revision and key. Methods may be called from any thread."""

    def __init__(self, sandbox: Sandbox, folder: Path | None, where_made: str) -> None:
        """Keep programs below a folder.

        Args:
            sandbox: compiles them.
            folder: that of a `ProgramCache`; None to keep nothing.
            where_made: see `ProgramCache.where_made`.
        """
        self._sandbox = sandbox
        self._folder = None if folder is None else folder / "submitted"
        self._where_made = where_made
        # By revision: the newest last.
        self._waiting: OrderedDict[str, OrderedDict[str, ProgramText]] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, problem: Problem, key: str) -> bytes | None:
        """A program that was compiled before. Damaged files are removed.

        To ask for one leaves no trace: who asks may know a secret.

        Args:
            problem: the problem that it was submitted to.
            key: may be anything.
        """
        folder = self._folder_of(problem)
        if folder is None or not _KEY.fullmatch(key):
            return None
        path = folder / key
        try:
            kept = path.read_bytes()
        except OSError:
            return None
        try:
            return unseal(kept) or None
        except BrokenSealError:
            with suppress(OSError):
                path.unlink()
        return None

    def note(self, problem: Problem, missed: Iterable[ProgramText], used: Iterable[str]) -> None:
        """Note what a submission compiled, and what it used of these programs: untrusted.

        Args:
            problem: the problem that it was submitted to.
            missed: what it compiled. Later submissions can ask for it, so it may not depend on
                what is secret.
            used: the keys of programs that it got, which are pruned after others.
        """
        folder = self._folder_of(problem)
        if folder is None:
            return
        for key in filter(_KEY.fullmatch, used):
            with suppress(OSError):  # It was learned of an example, or is gone.
                os.utime(folder / key)
                os.utime(folder)
        told = {program.key: program for program in missed}
        lacking = {key: each for key, each in told.items() if not (folder / key).exists()}
        if not lacking:
            return
        with self._lock:
            waiting = self._waiting.setdefault(problem.revision, OrderedDict())
            self._waiting.move_to_end(problem.revision)
            if len(self._waiting) > _MOST_REVISIONS:
                self._waiting.popitem(last=False)
            for key, program in lacking.items():
                waiting[key] = program
                waiting.move_to_end(key)
            beyond = sum(map(_in_memory, waiting.values())) - _MOST_WAITING_BYTES
            while beyond > 0:
                _, forgotten = waiting.popitem(last=False)
                beyond -= _in_memory(forgotten)

    def compile_next(self, problem: Problem) -> bool:
        """Compile what was noted last. Return whether there was anything.

        Raises:
            SandboxFailureError: the sandbox failed.
        """
        with self._lock:
            folder = self._folder_of(problem)
            waiting = self._waiting.get(problem.revision)
            if folder is None or not waiting:
                return False
            key, text = waiting.popitem()
        compiled = self._sandbox.compile_text(_LIMITS, text)
        # What can't be compiled is kept as nothing, which is not tried again.
        _keep(folder, key, compiled or b"")
        return True

    def _folder_of(self, problem: Problem) -> Path | None:
        """Where the programs of a problem are; None if it has none."""
        if self._folder is None or problem.spec.always_draw_anew:
            return None
        return self._folder / f"{problem.revision}-{self._where_made}"


def _in_memory(program: ProgramText) -> int:
    return max(len(program.text) + len(program.options), _LEAST_WAITING_BYTES)


def _keep(folder: Path, key: str, program: bytes) -> None:
    """Write a file, unless the disk is full."""
    unfinished = folder / f"{secrets.token_hex(8)}.unfinished"
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished.write_bytes(seal(program))
        unfinished.rename(folder / key)
        _prune(folder)
        _prune_revisions(folder.parent)


def _prune(folder: Path) -> None:
    """Remove a revision's programs that nobody uses, and then the least recently used ones."""
    files = [(path.stat(), path) for path in folder.iterdir()]
    total = sum(map(_on_disk, (about for about, _ in files)))
    oldest = time.time() - _MOST_UNUSED_S
    for about, path in sorted(files, key=lambda file: file[0].st_mtime):
        if total <= _MOST_BYTES and about.st_mtime > oldest:
            return
        path.unlink(missing_ok=True)
        total -= _on_disk(about)


def _on_disk(about: os.stat_result) -> int:
    return max(about.st_size, _BLOCK_BYTES)


def _prune_revisions(folder: Path) -> None:
    """Remove all programs of revisions of which none was used, or others were used since."""
    newest_first = sorted(((each.stat().st_mtime, each) for each in folder.iterdir()), reverse=True)
    oldest = time.time() - _MOST_UNUSED_S
    for place, (used, each) in enumerate(newest_first):
        if place >= _MOST_REVISIONS or used < oldest:
            rmtree(each, ignore_errors=True)
