"""A service with more problems in use than it keeps warm: the first submission to one, and many.

The problems are copies of the subject's, so that one floor holds for all. Copies have no examples
of mistakes: to compute what those do, for every problem, would take longer than all the rest.
"""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.plan import BenchError
from bench.results import Results
from bench.server import Server, running_server
from bench.workbench import Workbench

# Of the precomputed cases: there are too many problems to compute more before the run.
_DRAWS = 1
_FLOOR_EVERY = 10
_MIB_PER_GIB = 1024


def measure_zipf(bench: Workbench) -> Results:
    """Submissions to problems by Zipf's law: to the k-th most popular one a k-th as many.

    One after the other, to a service to which every problem was submitted before.
    """
    plan, results = bench.plan, Results()
    names = _names(bench)
    floor = bench.floors([bench.name])[0]
    with _service_in_use(bench) as server:
        bench.progress.stage("zipf50", plan.zipf)
        popularity = [1 / rank for rank in range(1, len(names) + 1)]
        found_warm = 0
        for number, name in enumerate(bench.random("zipf").choices(names, popularity, k=plan.zipf)):
            # Not each time: what is made in the background would have time for it meanwhile.
            if number % _FLOOR_EVERY == 0:
                results.add("zipf50_floor_ms", floor.cases_ms(bench.name))
            found_warm += server.is_warm(name)
            results.add("zipf50_ms", server.accepted_ms(name, bench.solution))
            bench.progress.step()
        server.wait_until_quiet()
        results.memory["zipf50_memory"] = server.memory
    results.figures["zipf50_found_warm"] = found_warm / plan.zipf
    results.figures["zipf50_memory_gib"] = results.memory["zipf50_memory"].mb / _MIB_PER_GIB
    return results


def measure_first_of_problem(bench: Workbench) -> Results:
    """To problems that were in use before the start of the service, and not since.

    Raises:
        BenchError: the service has made too many of them warm by itself.
    """
    plan, results = bench.plan, Results()
    if not _data_dir(bench).exists():
        with _service_in_use(bench):
            pass
    with running_server(_problems_dir(bench), _data_dir(bench), precomputed_draws=_DRAWS) as server:
        server.wait_until_ready()
        server.wait_until_quiet()
        bench.progress.stage("first_of_problem", plan.first_of_problem)
        cold = [name for name in reversed(_names(bench)) if not server.is_warm(name)]
        if len(cold) < plan.first_of_problem:
            raise BenchError(f"only {len(cold)} problems are not warm after a start")
        for name in cold[: plan.first_of_problem]:
            results.add("first_of_problem_s", server.accepted_ms(name, bench.solution) / 1e3)
            server.wait_until_quiet()
            bench.progress.step()
    return results


def _names(bench: Workbench) -> Sequence[str]:
    """The problems, the most popular first."""
    return [f"{bench.name}_{number}" for number in range(bench.plan.many_problems)]


def _problems_dir(bench: Workbench) -> Path:
    return bench.scratch / "many-problems"


def _data_dir(bench: Workbench) -> Path:
    return bench.scratch / "many-problems-used"


@contextmanager
def _service_in_use(bench: Workbench) -> Iterator[Server]:
    """A service to which each problem was submitted once, the most popular one last."""
    names = _names(bench)
    for name in names:
        _copy(bench, _problems_dir(bench) / name)
    bench.progress.stage("many problems in use", len(names))
    with running_server(_problems_dir(bench), _data_dir(bench), precomputed_draws=_DRAWS) as server:
        server.wait_until_ready()
        for name in reversed(names):
            server.accepted_ms(name, bench.solution)
            server.wait_until_warm(name)
            bench.progress.step()
        server.wait_until_quiet()
        yield server


def _copy(bench: Workbench, package: Path) -> None:
    """The subject's problem under another name, which makes it another problem."""
    left_out = shutil.ignore_patterns("__pycache__", "wrong_answer", "runtime_error")
    shutil.copytree(bench.subject.folder, package, ignore=left_out)
    specification = package / "problem.toml"
    ours, new = (f'name = "{text}"\n' for text in (bench.name, package.name))
    specification.write_text(specification.read_text().replace(ours, new, 1))
