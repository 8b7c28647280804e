"""Compiled programs of warm-ups, kept on disk so that a start need not compile them again.

The files hold native code. The judge writes them, from data sent by a process that ran one
problem's warm-up and nothing else, and only processes of the same revision load them. A file that
is damaged, or was made by other versions, on another processor or with other flags, is never
loaded: its name or its digest does not match, and its programs are compiled again.
"""

import hashlib
import json
import os
import sys
import threading
from collections import OrderedDict
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from stat import S_ISREG

from graders import sandbox
from graders.execution.sealed import BrokenSealError, seal, unseal
from graders.problem.package import Problem
from graders.sandbox import frames
from graders.sandbox.programs import MalformedProgramsError, Programs
from graders.sandbox.supervisor.parent_process import ENVIRONMENT

_SUFFIX = ".programs"
# All files together; one role of a problem takes 2 MiB.
_MOST_BYTES = 1024 * 2**20
_MOST_IN_MEMORY = 8
_PROCESSOR_LINES = ("vendor_id", "model name", "flags", "Features")


class ProgramCache:
    """Programs by problem revision and role. Methods may be called from any thread."""

    def __init__(self, folder: Path | None) -> None:
        """Keep programs in a folder that only the judge may write to.

        Args:
            folder: created if missing; None to keep programs in memory only.
        """
        self._folder = folder
        # What programs and outputs may depend on, besides the problem.
        self.where_made = _digest([_versions(), ENVIRONMENT, _processor(), _judge()])[:16]
        self._recent: OrderedDict[str, Programs] = OrderedDict()
        self._lock = threading.Lock()
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    @property
    def is_kept(self) -> bool:
        """Whether programs outlast this process."""
        return self._folder is not None

    def get(self, problem: Problem, role: str) -> Programs | None:
        """The programs, if cached."""
        name = self._name(problem, role)
        with self._lock:
            if name in self._recent:
                self._recent.move_to_end(name)
                return self._recent[name]
        programs = self._read(name)
        if programs is not None:
            self._remember(name, programs)
        return programs

    def put(self, problem: Problem, role: str, programs: Programs) -> None:
        """Keep programs; in memory only if the disk is full."""
        name = self._name(problem, role)
        self._remember(name, programs)
        if self._folder is None:
            return
        described, body = programs.pack()
        data = frames.pack({"programs": described, "missing": programs.missing}, body)
        unfinished = self._folder / f"{name}.{os.getpid()}.{threading.get_ident()}.unfinished"
        with suppress(OSError):
            unfinished.write_bytes(seal(data))
            unfinished.rename(self._folder / (name + _SUFFIX))
            self._prune(self._folder)

    def remove(self, problem: Problem, role: str) -> None:
        """Forget programs that proved useless."""
        name = self._name(problem, role)
        with self._lock:
            self._recent.pop(name, None)
        if self._folder is not None:
            (self._folder / (name + _SUFFIX)).unlink(missing_ok=True)

    def _name(self, problem: Problem, role: str) -> str:
        return f"{problem.revision}-{role}-{self.where_made}"

    def _remember(self, name: str, programs: Programs) -> None:
        with self._lock:
            self._recent[name] = programs
            if len(self._recent) > _MOST_IN_MEMORY:
                self._recent.popitem(last=False)

    def _read(self, name: str) -> Programs | None:
        if self._folder is None:
            return None
        path = self._folder / (name + _SUFFIX)
        try:
            header, body = frames.unpack(unseal(path.read_bytes()))
            programs = Programs.unpack(header["programs"], body)
            programs = replace(programs, missing=header["missing"])
            os.utime(path)  # Recently used files are pruned last.
        except FileNotFoundError:
            return None
        except (OSError, BrokenSealError, frames.MalformedFrameError, MalformedProgramsError):
            with suppress(OSError):
                path.unlink()
            return None
        return programs

    @staticmethod
    def _prune(folder: Path) -> None:
        """Remove the least recently used files until the rest is small enough."""
        files = []
        for path in folder.iterdir():
            with suppress(FileNotFoundError):
                about = path.stat()
                if not S_ISREG(about.st_mode):
                    continue  # Others keep their own size.
                files.append((about.st_mtime, about.st_size, path))
        total = sum(size for _, size, _ in files)
        for _, size, path in sorted(files):
            if total <= _MOST_BYTES:
                return
            path.unlink(missing_ok=True)
            total -= size


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _versions() -> list[str]:
    """The versions of Python and of all installed distributions.

    Their folders are named by both: to read their metadata as well takes a tenth of a second.
    """
    installed = {each.name for folder in sys.path for each in Path(folder).glob("*.*-info")}
    return [sys.version, *sorted(installed)]


def _processor() -> list[str]:
    """The processor that programs are compiled for: lines about the first one in /proc/cpuinfo."""
    about: dict[str, str] = {}
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        name, _, value = line.partition(":")
        about.setdefault(name.strip(), value.strip())
    return [about.get(name, "") for name in _PROCESSOR_LINES]


def _judge() -> str:
    """A digest of the judge's own code that programs are traced through."""
    digest = hashlib.sha256()
    for path in sorted(Path(sandbox.__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
