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
_MIB_PER_GIB = 1024


def measure_first_of_problem(bench: Workbench) -> Results:
    """To problems that were in use before the start, and not since."""
    plan, results = bench.plan, Results()
    with _many_problems(bench) as (server, names):
        bench.progress.stage("first_of_problem", plan.first_of_problem)
        # The least popular: the service makes the latest warm at its start.
        for name in reversed(names[-plan.first_of_problem :]):
            server.wait_until_quiet()
            if server.is_warm(name):
                raise BenchError(f"{name} is warm, and has not been submitted to since the start")
            results.add("first_of_problem_s", server.accepted_ms(name, bench.solution) / 1e3)
            bench.progress.step()
    return results


def measure_zipf(bench: Workbench) -> Results:
    """Submissions to problems by Zipf's law: to the k-th most popular one a k-th as many.

    One after the other, without a pause in which templates could be made.
    """
    plan, results = bench.plan, Results()
    floor = bench.floors([bench.name])[0]
    with _many_problems(bench) as (server, names):
        bench.progress.stage("zipf50", plan.zipf)
        server.wait_until_quiet()
        popularity = [1 / rank for rank in range(1, len(names) + 1)]
        found_warm = 0
        for name in bench.random("zipf").choices(names, popularity, k=plan.zipf):
            results.add("zipf50_floor_ms", floor.cases_ms(bench.name))
            found_warm += server.is_warm(name)
            results.add("zipf50_ms", server.accepted_ms(name, bench.solution))
            bench.progress.step()
        server.wait_until_quiet()
        results.memory["zipf50_memory"] = server.memory
    results.figures["zipf50_found_warm"] = found_warm / plan.zipf
    results.figures["zipf50_memory_gib"] = results.memory["zipf50_memory"].mb / _MIB_PER_GIB
    return results


@contextmanager
def _many_problems(bench: Workbench) -> Iterator[tuple[Server, Sequence[str]]]:
    """A freshly started service on a data folder in use, and its problems, the most popular first.

    Its data folder is filled by the first scenario that needs it.
    """
    problems_dir, data_dir = bench.scratch / "many-problems", bench.scratch / "many-problems-used"
    names = [f"{bench.name}_{number}" for number in range(bench.plan.many_problems)]
    if not problems_dir.exists():
        for name in names:
            _copy(bench, problems_dir / name)
        _fill(bench, problems_dir, data_dir, names)
    with running_server(problems_dir, data_dir, bank_size=_DRAWS) as server:
        server.wait_until_ready()
        yield server, names


def _copy(bench: Workbench, package: Path) -> None:
    """The subject's problem under another name, which makes it another problem."""
    left_out = shutil.ignore_patterns("__pycache__", "wrong_answer", "runtime_error")
    shutil.copytree(bench.subject.folder, package, ignore=left_out)
    specification = package / "problem.toml"
    ours, new = (f'name = "{text}"\n' for text in (bench.name, package.name))
    specification.write_text(specification.read_text().replace(ours, new, 1))


def _fill(bench: Workbench, problems_dir: Path, data_dir: Path, names: Sequence[str]) -> None:
    """Use each problem once, the most popular last, so that all that a service keeps is there."""
    bench.progress.stage("many problems in use", len(names))
    with running_server(problems_dir, data_dir, bank_size=_DRAWS) as server:
        server.wait_until_ready()
        for name in reversed(names):
            server.accepted_ms(name, bench.solution)
            server.wait_until_warm(name)
            bench.progress.step()
        server.wait_until_quiet()
