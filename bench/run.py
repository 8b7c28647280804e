"""The whole run, scenario after scenario.

Nothing that works in the background is at it while something is timed, unless a scenario is there
to time just that.
"""

import os
import tempfile
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

import httpx

from bench.command_line import measure_grade
from bench.latency import measure_http
from bench.many_problems import measure_first_of_problem, measure_zipf
from bench.mixed import measure_mix, measure_sustained
from bench.novel import measure_novel
from bench.overhead import measure_sandbox
from bench.plan import BenchError, Plan, Progress, Subject
from bench.results import Results
from bench.saturation import measure_saturated
from bench.startup import measure_start
from bench.workbench import Workbench
from bench.wrong_named import measure_wrong_named

# In the order in which they run.
SCENARIOS: Mapping[str, Callable[[Workbench], Results]] = {
    "start": measure_start,
    "http": measure_http,
    "novel": measure_novel,
    "wrong_named": measure_wrong_named,
    "mix": measure_mix,
    "sustained": measure_sustained,
    "saturated": measure_saturated,
    "sandbox": measure_sandbox,
    "zipf50": measure_zipf,
    "first_of_problem": measure_first_of_problem,
    "grade": measure_grade,
}


def measure(
    subject: Subject, plan: Plan, progress: Progress, scenarios: Collection[str] = tuple(SCENARIOS)
) -> Results:
    """Run scenarios, in the order of `SCENARIOS`; Ctrl-C leaves out the rest.

    Raises:
        BenchError: something could not be measured; the message says what.
        SandboxUnavailableError: submissions can't be confined here.
    """
    # An installation has its bytecode; where the environment forbids to write it, each start of a
    # service would compile all modules anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    results = Results()
    with (
        tempfile.TemporaryDirectory(prefix="nnx-judge-bench-") as scratch,
        Workbench(subject, plan, progress, Path(scratch)) as bench,
    ):
        for name, run in SCENARIOS.items():
            if name not in scenarios:
                continue
            try:
                results.take_in(run(bench))
            except (BenchError, httpx.HTTPError) as error:
                raise BenchError(f"{name}: {error}") from error
            except KeyboardInterrupt:
                # After so many minutes, what was measured is worth reporting.
                break
    return results
