"""Answers of a problem's own code to calls that never change, kept on disk between starts."""

import os
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from graders.execution.problem_code import Answer
from graders.execution.records import DamagedRecordError, pack, unpack
from graders.problem.package import Problem

_SUFFIX = ".answers"
# More is seldom worth the space: 37 examples of add_layer_warm_start take 20 KiB.
_MOST_BYTES = 2 * 2**20


class KeptAnswers:
    """Answers by problem revision and kind of call. May be used from any thread."""

    def __init__(self, folder: Path | None, where_made: str) -> None:
        """Keep answers in a folder.

        Args:
            folder: that of a `ProgramCache`, which limits its size; None to keep nothing.
            where_made: see `ProgramCache.where_made`.
        """
        self._folder = folder
        self._where_made = where_made

    def get(self, problem: Problem, what: str) -> dict[str, tuple[Answer, ...]] | None:
        """The answers by name; None if not kept. Damaged files are removed."""
        if self._folder is None:
            return None
        path = self._path(self._folder, problem, what)
        try:
            kept = unpack(path.read_bytes())
            os.utime(path)  # Recently used files are pruned last.
        except (OSError, DamagedRecordError):
            with suppress(OSError):
                path.unlink()
            return None
        return kept

    def put(self, problem: Problem, what: str, answers: Mapping[str, Sequence[Answer]]) -> None:
        """Keep answers, if they are small enough and the disk is not full."""
        if self._folder is None:
            return
        data = pack(answers)
        if len(data) > _MOST_BYTES:
            return
        unfinished = self._folder / f"{secrets.token_hex(8)}.unfinished"
        with suppress(OSError):
            unfinished.write_bytes(data)
            unfinished.rename(self._path(self._folder, problem, what))

    def _path(self, folder: Path, problem: Problem, what: str) -> Path:
        return folder / f"{problem.revision}-{what}-{self._where_made}{_SUFFIX}"
