"""How long `nnx-judge grade FILE` takes: a process of its own, without a service."""

import json
import os
import subprocess
import sysconfig
import time
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from bench.plan import BenchError
from bench.results import Results
from bench.server import require_accepted
from bench.workbench import Workbench
from bench.wrong_named import require_named

_TIMEOUT_S = 120


def measure_grade(bench: Workbench) -> Results:
    """A right file, and wrong ones whose verdicts have a hint and a smallest failing input.

    A wrong one comes first and is not counted: it fills the user's cache for both.
    """
    plan, results = bench.plan, Results()
    rounds = plan.grade_rounds + 1
    bench.progress.stage("grade", rounds)
    right = bench.scratch / "right.py"
    right.write_text(bench.solution)
    wrong = bench.scratch / "wrong.py"
    for number, example in enumerate(islice(cycle(bench.named_mistakes()), rounds)):
        if number:
            document, right_s = _grade(bench, right)
            require_accepted(document)
            results.add("grade_accepted_s", right_s)
        wrong.write_text(example.source)
        document, wrong_s = _grade(bench, wrong)
        example.require_expected(document)
        require_named(document, example.name)
        if document["smallest"] is None:
            raise BenchError(f"{example.name}: no smallest failing input was found")
        if number:
            results.add("grade_wrong_s", wrong_s)
        bench.progress.step()
    return results


def _grade(bench: Workbench, file: Path) -> tuple[dict[str, Any], float]:
    """The verdict, and the seconds from the start of the process to its end."""
    command = str(Path(sysconfig.get_path("scripts")) / "nnx-judge")
    begin = time.perf_counter()
    ended = subprocess.run(
        [command, "grade", file, "--problem", bench.name, "--json"],
        env=os.environ
        | {
            "NNX_JUDGE_PROBLEMS_DIR": str(bench.subject.problems_dir.resolve()),
            "XDG_CACHE_HOME": str(bench.scratch / "cache"),
        },
        capture_output=True,
        timeout=_TIMEOUT_S,
        check=False,
    )
    took_s = time.perf_counter() - begin
    try:
        return json.loads(ended.stdout), took_s
    except ValueError:
        raise BenchError(f"nnx-judge grade: {ended.stderr.decode()[-500:]}") from None
