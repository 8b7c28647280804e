"""Draws computed ahead and kept for reuse: the cases of a seed, and their known results.

Each problem revision has a folder for each set of versions that its code runs on. A draw is a file
with the reference's outputs, and another, made later, with the results of known mistakes.
"""

import secrets
import shutil
import threading
import time
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

from graders.execution.problem_code import Answer
from graders.execution.records import DamagedRecordError, pack, unpack
from graders.problem.package import Problem

SEED_BITS = 31

# Part of a folder's name: files of other formats are not read.
_FORMAT = 1
# Folders unused for this long belong to old revisions or replaced versions.
_STALE_S = 30 * 24 * 3600
# If there is no room, folders unused for this long are removed.
_UNUSED_S = 24 * 3600
_MEASURE_S = 60
# One problem with large outputs must not leave the others without room.
_SHARE = 8
# With room for fewer draws than this, a learner would soon know all of them.
_FEWEST = 16


def fresh_seed() -> int:
    """A seed that nobody can predict."""
    return secrets.randbits(SEED_BITS)


def choose_seed(ready: Collection[int], used: Mapping[int, int]) -> int:
    """The seed of a learner's next submission, at random among those that it has used least.

    So nobody can predict it, and none repeats before all others of `ready` were used.

    Args:
        ready: the seeds of the precomputed draws.
        used: how often the learner has used each seed; never, if it is missing.

    Returns:
        One of `ready`, or a fresh seed if it is empty.
    """
    if not ready:
        return fresh_seed()
    least = min(used.get(seed, 0) for seed in ready)
    return secrets.choice([seed for seed in ready if used.get(seed, 0) == least])


class Part(StrEnum):
    """The part of a draw that a file holds; the end of its name."""

    OUTPUTS = "outputs"
    MISTAKES = "mistakes"


class ProblemDraws:
    """The draws of one problem revision. Methods may be called from any thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seeds: dict[Part, frozenset[int]] = {}
        self._lock = threading.Lock()
        self._look()

    def refresh(self) -> None:
        """Mark it as used, and list its draws again.

        Another process may share the folder, and somebody may have emptied it.

        Raises:
            OSError: the folder can't be written to.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / "used").touch()
        self._look()

    def _look(self) -> None:
        with self._lock:
            self._seeds = {
                part: frozenset(int(path.stem) for path in self._folder.glob(f"[0-9]*.{part}"))
                for part in Part
            }

    def seeds(self, part: Part = Part.OUTPUTS) -> frozenset[int]:
        """The seeds of the draws that have this part, as of the last `refresh`."""
        return self._seeds[part]

    def write(self, seed: int, part: Part, answers: Mapping[str, Sequence[Answer]]) -> None:
        """Keep a part of a draw; call `refresh` first.

        Raises:
            OSError: the folder can't be written to.
        """
        unfinished = self._folder / f"{secrets.token_hex(8)}.unfinished"
        unfinished.write_bytes(pack(answers))
        with self._lock:
            unfinished.rename(self._path(seed, part))
            self._seeds[part] |= {seed}

    def read(self, seed: int, part: Part) -> dict[str, tuple[Answer, ...]] | None:
        """A part of a draw; None if it can't be read. Damaged files are removed."""
        try:
            return unpack(self._path(seed, part).read_bytes())
        except (OSError, DamagedRecordError):
            self._forget(seed, part)
        return None

    def _forget(self, seed: int, part: Part) -> None:
        """Remove a part of a draw; removing the outputs removes the whole draw."""
        with self._lock:
            for each in Part if part is Part.OUTPUTS else (part,):
                with suppress(OSError):
                    self._path(seed, each).unlink()
                self._seeds[each] -= {seed}

    def _path(self, seed: int, part: Part) -> Path:
        return self._folder / f"{seed}.{part}"


class PrecomputedDraws:
    """The precomputed draws of all problems, within a bound on disk space."""

    def __init__(self, folder: Path | None, versions: Mapping[str, str], size: int, mb: int):
        """Take over a folder.

        Args:
            folder: where they are; None to keep none.
            versions: what the problems' code runs on; other versions may give other outputs.
            size: how many draws each problem should have; 0 for none.
            mb: how much disk space all of them may use, in MiB.
        """
        self.size = size
        self._folder = folder if size else None
        self._environment = "-".join([*versions.values(), str(_FORMAT)])
        self._most_bytes = mb * 2**20
        self._precomputed: dict[str, ProblemDraws] = {}
        self._measure_at_s = 0.0
        self._has_room = True
        self._lock = threading.Lock()
        if folder is not None:
            _remove_unused(folder, _STALE_S)

    @property
    def most_bytes_of_draw(self) -> int:
        """The largest size of one draw's outputs."""
        return self._most_bytes // _SHARE // _FEWEST

    def of(self, problem: Problem) -> ProblemDraws | None:
        """The draws of a problem revision; None if every submission gets a draw of its own."""
        if self._folder is None or problem.spec.always_draw_anew:
            return None
        with self._lock:
            if problem.revision not in self._precomputed:
                self._precomputed[problem.revision] = ProblemDraws(self._place(problem))
            return self._precomputed[problem.revision]

    def seeds(self, problem: Problem) -> frozenset[int]:
        """The seeds of the draws that are ready for a problem."""
        draws = self.of(problem)
        return frozenset() if draws is None else draws.seeds()

    def has_room(self, problem: Problem) -> bool:
        """Whether more draws of a problem may be kept; makes room if it can."""
        assert self._folder is not None  # noqa: S101 - callers have draws
        if _bytes(self._place(problem)) >= self._most_bytes // _SHARE:
            return False
        if time.monotonic() > self._measure_at_s:
            # With many problems this takes a while, and callers ask often.
            self._measure_at_s = time.monotonic() + _MEASURE_S
            self._has_room = _bytes(self._folder) < self._most_bytes
            if not self._has_room:
                _remove_unused(self._folder, _UNUSED_S)
                self._has_room = _bytes(self._folder) < self._most_bytes
        return self._has_room

    def _place(self, problem: Problem) -> Path:
        assert self._folder is not None  # noqa: S101
        return self._folder / f"{problem.revision}-{self._environment}"


def _remove_unused(folder: Path, for_s: float) -> None:
    """Remove the folders below `folder` that have not been used for this long."""
    for each in folder.iterdir() if folder.is_dir() else ():
        used = each / "used"
        if time.time() - (used if used.exists() else each).stat().st_mtime > for_s:
            shutil.rmtree(each, ignore_errors=True)


def _bytes(folder: Path) -> int:
    """The total size of the files below a folder; files that vanish meanwhile don't count."""
    total = 0
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):
            total += path.stat().st_size
    return total
