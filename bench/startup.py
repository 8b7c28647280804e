"""How long the service takes to answer after its start, to be warm, and to judge the first one."""

from bench.results import Results
from bench.server import running_server
from bench.workbench import Workbench


def measure_start(bench: Workbench) -> Results:
    """Start services on an empty data folder and on one that has been in use, by turns."""
    results = Results()
    used_dir, problems_dir = bench.used_dir, bench.subject.problems_dir
    bench.progress.stage("start", 2 * bench.plan.starts + 1)
    for number in range(bench.plan.starts):
        for data_dir, caches in ((bench.scratch / f"empty-{number}", "cold"), (used_dir, "warm")):
            with running_server(
                problems_dir, data_dir, bank_size=bench.plan.precomputed_cases
            ) as server:
                results.add(f"start_{caches}_s", server.wait_until_ready())
                results.add(f"start_{caches}_until_warm_s", server.wait_until_warm(bench.name))
            bench.progress.step()
    with running_server(problems_dir, bench.scratch / "first") as server:
        server.wait_until_ready()
        first_ms = server.accepted_ms(bench.name, bench.solution)
        results.figures["first_submission_s"] = first_ms / 1e3
    bench.progress.step()
    return results
