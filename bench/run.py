"""The whole run: every measurement in its order, from one set of processes to the next.

Nothing that works in the background, be it the judge in this process or the server, is at it while
something is timed.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.floor_process import floor_processes
from bench.latency import Latencies, measure_latencies
from bench.overhead import Overhead, ProcessMemory, measure_overhead
from bench.plan import Plan, Progress, Subject
from bench.problems_loaded import Loaded, measure_problems_loaded
from bench.saturation import Throughput, burst_per_s, measure_throughput
from bench.server import running_server
from bench.startup import Startup, fill_bank, measure_startup
from graders.judge import Judge
from graders.parallel import usable_cores

# The judge in this process refills its bank while nothing is timed: a few draws are enough.
_LIBRARY_BANK = 4


@dataclass(frozen=True, slots=True)
class Measurements:
    """Everything that was measured, as it was measured."""

    latencies: Latencies
    overhead: Overhead
    process_memory: ProcessMemory
    throughput: Throughput
    unbanked_per_s: float
    first_submission_s: float
    startup: Startup
    problems_loaded: list[Loaded]


def measure(subject: Subject, plan: Plan, progress: Progress) -> Measurements:
    """Measure everything.

    Raises:
        BenchError: something could not be measured; the message says what.
        SandboxUnavailableError: submissions can't be confined here.
    """
    with tempfile.TemporaryDirectory(prefix="nnx-judge-bench-") as scratch_name:
        scratch = Path(scratch_name)
        used_dir = scratch / "used"
        fill_bank(subject, used_dir, plan, progress)
        startup = measure_startup(subject, used_dir, scratch, plan, progress)
        with floor_processes(subject, usable_cores()) as floors:
            with running_server(subject, used_dir) as server:
                server.wait_until_warm()
                with Judge(
                    [subject.problems_dir], bank=scratch / "bank", bank_size=_LIBRARY_BANK
                ) as judge:
                    latencies = measure_latencies(subject, plan, floors[0], judge, server, progress)
                throughput = measure_throughput(subject, plan, floors, server, progress)
            overhead, process_memory = measure_overhead(subject, plan, floors[0], progress)
        first_submission_s, unbanked_per_s = _measure_unprepared(subject, scratch, plan, progress)
        loaded = measure_problems_loaded(subject, scratch, plan, progress)
    return Measurements(
        latencies=latencies,
        overhead=overhead,
        process_memory=process_memory,
        throughput=throughput,
        unbanked_per_s=unbanked_per_s,
        first_submission_s=first_submission_s,
        startup=startup,
        problems_loaded=loaded,
    )


def _measure_unprepared(
    subject: Subject, scratch: Path, plan: Plan, progress: Progress
) -> tuple[float, float]:
    """The first submission right after a first start, and a queue without any draws ahead."""
    progress.stage("without a bank", 2)
    with running_server(subject, scratch / "unbanked") as server:
        server.wait_until_ready()
        first_submission_s = server.submit_ms(subject.problem.solution) / 1e3
        progress.step()
        server.wait_until_warm()
        unbanked_per_s = burst_per_s(subject, server, plan.unbanked_burst)
        progress.step()
    return first_submission_s, unbanked_per_s
