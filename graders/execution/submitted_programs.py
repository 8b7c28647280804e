"""What submissions compiled, compiled once more for those that follow.

Learners use the same operations as others, and hand in nearly the same file again. Nothing that a
submission's process made may reach another one, so all that is taken from it is the text of a
program, and that is compiled in a process which gets nothing else. Whatever a text does to its
compiler, it can spoil only what is kept under its own digest; who asks for that has the same text.
"""

import hashlib
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
from graders.problem.package import Problem
from graders.sandbox.programs import ProgramText
from graders.sandbox.supervisor.sandbox import Sandbox

# Texts of one revision that wait, some kilobytes each.
_MOST_WAITING_BYTES = 4 * 2**20
# Of one revision, on disk; a program takes some 30 KiB.
_MOST_BYTES = 16 * 2**20
_MOST_REVISIONS = 32
# What was compiled of a submission is not kept for long after it.
_MOST_UNUSED_S = 7 * 24 * 3600
# A large program takes a second.
_LIMITS = Limits(wall_s=10, cpu_s=5)
_KEY = re.compile("[0-9a-f]{64}")
_DIGEST_BYTES = hashlib.sha256().digest_size


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

        Args:
            problem: the problem that it was submitted to.
            key: may be anything.
        """
        if self._folder is None or not _KEY.fullmatch(key):
            return None
        path = self._path(self._folder, problem, key)
        try:
            kept = path.read_bytes()
            for used in (path, path.parent):  # What was used lately is pruned last.
                os.utime(used)
        except OSError:
            return None
        digest, program = kept[:_DIGEST_BYTES], kept[_DIGEST_BYTES:]
        if hashlib.sha256(program).digest() == digest:
            return program or None
        with suppress(OSError):
            path.unlink()
        return None

    def note(self, problem: Problem, missed: Iterable[ProgramText]) -> None:
        """Note the programs that a submission compiled: untrusted."""
        if self._folder is None:
            return
        lacking = {
            program.key: program
            for program in missed
            if not self._path(self._folder, problem, program.key).exists()
        }
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
            while sum(len(program.text) for program in waiting.values()) > _MOST_WAITING_BYTES:
                waiting.popitem(last=False)

    def compile_next(self, problem: Problem) -> bool:
        """Compile what was noted last. Return whether there was anything.

        Raises:
            SandboxFailureError: the sandbox failed.
        """
        with self._lock:
            waiting = self._waiting.get(problem.revision)
            if self._folder is None or not waiting:
                return False
            key, text = waiting.popitem()
        compiled = self._sandbox.compile_text(_LIMITS, text)
        # What can't be compiled is kept as nothing, which is not tried again.
        self._keep(self._folder, problem, key, compiled or b"")
        return True

    def _keep(self, folder: Path, problem: Problem, key: str, program: bytes) -> None:
        """Write a file, unless the disk is full."""
        path = self._path(folder, problem, key)
        unfinished = path.with_name(f"{secrets.token_hex(8)}.unfinished")
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            unfinished.write_bytes(hashlib.sha256(program).digest() + program)
            unfinished.rename(path)
            _prune(path.parent)
            _prune_revisions(folder)

    def _path(self, folder: Path, problem: Problem, key: str) -> Path:
        return folder / f"{problem.revision}-{self._where_made}" / key


def _prune(folder: Path) -> None:
    """Remove a revision's programs that nobody uses, and then the least recently used ones."""
    files = [(path.stat(), path) for path in folder.iterdir()]
    total = sum(about.st_size for about, _ in files)
    oldest = time.time() - _MOST_UNUSED_S
    for about, path in sorted(files, key=lambda file: file[0].st_mtime):
        if total <= _MOST_BYTES and about.st_mtime > oldest:
            return
        path.unlink(missing_ok=True)
        total -= about.st_size


def _prune_revisions(folder: Path) -> None:
    """Remove all programs of revisions of which none was used, or others were used since."""
    newest_first = sorted(((each.stat().st_mtime, each) for each in folder.iterdir()), reverse=True)
    oldest = time.time() - _MOST_UNUSED_S
    for place, (used, each) in enumerate(newest_first):
        if place >= _MOST_REVISIONS or used < oldest:
            rmtree(each, ignore_errors=True)
