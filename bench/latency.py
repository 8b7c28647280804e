"""How long one submission takes that is right: bare, from Python, over HTTP, and by a naive judge.

Whatever else happens on the machine, and however its clock speed drifts, meets all of them alike.
"""

from collections.abc import Callable
from functools import partial
from time import perf_counter, sleep

from bench.cold import cold_ms
from bench.plan import BenchError
from bench.results import Results
from bench.workbench import Workbench
from graders.core.verdict import Outcome
from graders.judge import Judge

_WARM_TIMEOUT_S = 180.0
# Between two measurements: by then the next fork waits, and the processes of the last are gone.
PAUSE_S = 0.05


def measure_http(bench: Workbench) -> Results:
    """Rounds of each, by turns."""
    plan, problem = bench.plan, bench.subject.problem
    results = Results()
    floor = bench.floors([bench.name])[0]
    server = bench.server()
    with Judge(
        [bench.subject.problems_dir],
        precomputed=bench.scratch / "precomputed",
        precomputed_draws=plan.precomputed_cases,
    ) as judge:
        bench.progress.stage("http", plan.http_rounds)
        judge.warm(problem)
        _settle(judge)
        _grade_ms(judge, bench, judge.draw_seed(problem))
        for number in range(plan.http_rounds):
            _settle(judge)
            seed = judge.draw_seed(problem)
            _settle(judge)
            measured: list[tuple[str, Callable[[], float]]] = [
                ("floor_ms", partial(floor.cases_ms, bench.name, seed)),
                ("grade_ms", partial(_grade_ms, judge, bench, seed)),
                ("http_ms", partial(server.accepted_ms, bench.name, bench.solution)),
            ]
            # None always comes after the same other.
            first = number % len(measured)
            for name, measure in measured[first:] + measured[:first]:
                sleep(PAUSE_S)
                results.add(name, measure())
                _settle(judge)
            if number % plan.cold_every == 0:
                results.add("cold_ms", cold_ms(problem, seed))
            bench.progress.step()
    return results


def _grade_ms(judge: Judge, bench: Workbench, seed: int) -> float:
    begin = perf_counter()
    verdict = judge.grade(bench.subject.problem, bench.solution, seed=seed)
    took_s = perf_counter() - begin
    if verdict.verdict is not Outcome.ACCEPTED:
        raise BenchError(f"a right submission was not accepted: {verdict.message}")
    return took_s * 1e3


def _settle(judge: Judge) -> None:
    """Wait until nothing is left to make ready."""
    if not judge.wait_until_warm(_WARM_TIMEOUT_S):
        raise BenchError("the judge did not become warm")
