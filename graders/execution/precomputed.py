"""Draws computed ahead and kept for reuse: the cases of a seed, and what is known of them.

Each problem revision has a folder for each set of versions that its code runs on. A draw is a file
with the reference's outputs, and another one, made later, with what the examples of mistakes do.
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

# Part of a folder's name: what another format has written is not read.
_FORMAT = 1
# What nobody has used for so long belongs to an old revision, or to versions since replaced.
_STALE_S = 30 * 24 * 3600
# Where there is no room, precomputed that were not used for so long make some.
_UNUSED_S = 24 * 3600
_MEASURE_S = 60
# One problem with large outputs must not leave the others without room.
_SHARE = 8
# Where there is no room for so many draws, a learner would soon know all of them.
_FEWEST = 16


def fresh_seed() -> int:
    """A seed that nobody can foresee."""
    return secrets.randbits(SEED_BITS)


def choose_seed(ready: Collection[int], used: Mapping[int, int]) -> int:
    """The seed of a learner's next submission, at random among those that it has used least.

    So nobody can foresee it, and none comes again before all others of `ready` were used.

    Args:
        ready: the seeds of the draws computed ahead.
        used: how often the learner has used a seed; those that are missing, never.

    Returns:
        One of `ready`, or a fresh seed where there is none.
    """
    if not ready:
        return fresh_seed()
    least = min(used.get(seed, 0) for seed in ready)
    return secrets.choice([seed for seed in ready if used.get(seed, 0) == least])


class Part(StrEnum):
    """What a file holds of a draw; the end of its name."""

    OUTPUTS = "outputs"
    MISTAKES = "mistakes"


class ProblemDraws:
    """The draws of one problem revision. Its methods may be called from any thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seeds: dict[Part, frozenset[int]] = {}
        self._lock = threading.Lock()
        self._look()

    def refresh(self) -> None:
        """Note that it is in use, and look what is there.

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
        """Keep a part of a draw, where it was refreshed.

        Raises:
            OSError: the folder can't be written to.
        """
        unfinished = self._folder / f"{secrets.token_hex(8)}.unfinished"
        unfinished.write_bytes(pack(answers))
        with self._lock:
            unfinished.rename(self._path(seed, part))
            self._seeds[part] |= {seed}

    def read(self, seed: int, part: Part) -> dict[str, tuple[Answer, ...]] | None:
        """A part of a draw; None where it can't be read. One that is damaged is removed."""
        try:
            return unpack(self._path(seed, part).read_bytes())
        except (OSError, DamagedRecordError):
            self._forget(seed, part)
        return None

    def _forget(self, seed: int, part: Part) -> None:
        """Remove a part of a draw; without outputs, nothing of the draw is left."""
        with self._lock:
            for each in Part if part is Part.OUTPUTS else (part,):
                with suppress(OSError):
                    self._path(seed, each).unlink()
                self._seeds[each] -= {seed}

    def _path(self, seed: int, part: Part) -> Path:
        return self._folder / f"{seed}.{part}"


class PrecomputedDraws:
    """The precomputed of all problems, within a bound on what they take on disk."""

    def __init__(self, folder: Path | None, versions: Mapping[str, str], size: int, mb: int):
        """Take over a folder.

        Args:
            folder: where they are; None for none at all.
            versions: what the problems' code runs on; on others it may give other outputs.
            size: how many draws each problem is to have; with 0 there are none.
            mb: what all of them may take on disk, in MiB.
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
        """What the outputs of one draw may take."""
        return self._most_bytes // _SHARE // _FEWEST

    def of(self, problem: Problem) -> ProblemDraws | None:
        """The draws of a problem revision; None where every submission gets a draw of its own."""
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
        """Whether more may be kept of a problem; makes room where it can."""
        assert self._folder is not None  # noqa: S101 - asked by who has some
        if _bytes(self._place(problem)) >= self._most_bytes // _SHARE:
            return False
        if time.monotonic() > self._measure_at_s:
            # Among many problems it takes a while, and this is asked again and again.
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
    """Remove the precomputed below `folder` that have not been used for so long."""
    for each in folder.iterdir() if folder.is_dir() else ():
        used = each / "used"
        if time.time() - (used if used.exists() else each).stat().st_mtime > for_s:
            shutil.rmtree(each, ignore_errors=True)


def _bytes(folder: Path) -> int:
    """What the files below a folder take; one that vanishes meanwhile takes nothing."""
    total = 0
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):
            total += path.stat().st_size
    return total
