"""How long the service takes to answer after its start, to be warm, and to judge the first one."""

from bench.results import Results
from bench.workbench import Workbench


def measure_start(bench: Workbench) -> Results:
    """Start services on an empty data folder and on one that has been in use, by turns."""
    plan, results = bench.plan, Results()
    used_dir = bench.scratch / "used"
    bench.progress.stage("start", 2 * plan.starts + 2)
    with bench.serving(used_dir) as server:
        server.wait_until_ready()
        results.figures["first_submission_s"] = server.accepted_ms(bench.name, bench.solution) / 1e3
        bench.progress.step()
        server.wait_until_warm(bench.name)
        server.wait_until_quiet()
        bench.progress.step()
    for number in range(plan.starts):
        for folder, caches in ((bench.scratch / f"empty-{number}", "cold"), (used_dir, "warm")):
            with bench.serving(folder) as server:
                results.add(f"start_{caches}_s", server.wait_until_ready())
                results.add(f"start_{caches}_until_warm_s", server.wait_until_warm(bench.name))
            bench.progress.step()
    return results
