"""A worker for `bench.affinity_real`: it takes submissions by either rule, and tells of each try.

`python -m bench.affinity_worker RULE FILE` is `nnx-judge worker`, but for the rule, and for a line
of JSON in the file for each submission that it has judged.
"""

import json
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from app.cli.service import run_service
from app.settings import Settings
from app.submissions.schemas import WaitingSubmission
from app.worker.affinity import Affinity, Choice
from bench.affinity import by_affinity, by_arrival
from graders.core.verdict import Verdict
from graders.judge import Judge
from graders.problem.package import Problem


class OldestFirst(Affinity):
    """The order of arrival alone."""

    def choose(self, waiting: Sequence[WaitingSubmission], now: datetime) -> Choice:  # noqa: ARG002
        return Choice([[each.id for each in waiting]] if waiting else ())


class TellingJudge(Judge):
    """Tells how ready a problem was, and how long judging took."""

    def __init__(self, file: Path, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._file = file

    def grade(self, problem: Problem, source: str, **options: Any) -> Verdict:
        warmth, begin, at = self.warmth(problem), time.monotonic(), time.time()
        verdict = super().grade(problem, source, **options)
        told = {
            "submission": verdict.id,
            "problem": problem.name,
            "warmth": warmth,
            "at": at,
            "took_s": time.monotonic() - begin,
        }
        with self._file.open("a") as lines:
            lines.write(json.dumps(told) + "\n")
        return verdict


def main() -> None:
    """Judge until it is stopped."""
    rule, file = sys.argv[1:]
    assert rule in (by_affinity.__name__, by_arrival.__name__)
    with ExitStack() as stack:
        if rule == by_arrival.__name__:
            stack.enter_context(patch("app.worker.worker.Affinity", OldestFirst))
        stack.enter_context(patch("app.lifespan.Judge", partial(TellingJudge, Path(file))))
        run_service(Settings(), "worker")


if __name__ == "__main__":
    main()
