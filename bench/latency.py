"""How long one submission takes, by each road, in interleaved rounds.

Whatever else happens on the machine, and however its clock speed drifts, meets all roads alike.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from time import perf_counter, sleep

from bench.cold_judge import cold_ms
from bench.floor_process import FloorProcess
from bench.novel import NovelSources
from bench.plan import BenchError, Plan, Progress, Subject
from bench.server import Server
from graders.judge import Judge
from graders.verdict import Outcome

_WARM_TIMEOUT_S = 180.0
# Between two measurements: by then the next fork waits, and the processes of the last are gone.
_PAUSE_S = 0.05


@dataclass(slots=True)
class Latencies:
    """Milliseconds, one a measurement."""

    floor_ms: list[float] = field(default_factory=list)
    grade_ms: list[float] = field(default_factory=list)
    http_ms: list[float] = field(default_factory=list)
    novel_ms: list[float] = field(default_factory=list)
    novel_back_to_back_ms: list[float] = field(default_factory=list)
    cold_ms: list[float] = field(default_factory=list)


def measure_latencies(
    subject: Subject,
    plan: Plan,
    floor: FloorProcess,
    judge: Judge,
    server: Server,
    progress: Progress,
) -> Latencies:
    """The rounds, and then the novel submissions that do not wait for one another."""
    progress.stage("latency", plan.rounds + plan.novel_back_to_back)
    problem = subject.problem
    latencies = Latencies()
    novel = NovelSources(problem)
    judge.warm(problem)
    _settle(judge)
    server.wait_until_quiet()
    # The connection is open, and every code path has been taken, before the first measurement.
    server.submit_ms(problem.solution)
    _grade_ms(judge, subject, problem.solution, judge.draw_seed(problem))
    _settle(judge)
    for number in range(plan.rounds):
        seed = judge.draw_seed(problem)
        _settle(judge)
        measured: list[tuple[list[float], Callable[[], float]]] = [
            (latencies.floor_ms, partial(floor.cases_ms, seed)),
            (
                latencies.grade_ms,
                partial(_grade_ms, judge, subject, problem.solution, seed),
            ),
            (latencies.http_ms, partial(server.submit_ms, problem.solution)),
        ]
        # None always comes after the same other.
        first = number % len(measured)
        for samples, measure in measured[first:] + measured[:first]:
            sleep(_PAUSE_S)
            samples.append(measure())
            _settle(judge)
        if number % plan.novel_every == 0:
            latencies.novel_ms.append(
                _grade_ms(judge, subject, novel.next(), judge.draw_seed(problem))
            )
            _settle(judge)
        if number % plan.cold_every == 0:
            latencies.cold_ms.append(cold_ms(problem, seed))
        progress.step()
    for _ in range(plan.novel_back_to_back):
        seed = judge.draw_seed(problem)
        latencies.novel_back_to_back_ms.append(_grade_ms(judge, subject, novel.next(), seed))
        progress.step()
    return latencies


def _grade_ms(judge: Judge, subject: Subject, source: str, seed: int) -> float:
    begin = perf_counter()
    verdict = judge.grade(subject.problem, source, seed=seed)
    took_s = perf_counter() - begin
    if verdict.verdict is not Outcome.ACCEPTED:
        raise BenchError(f"a right submission was not accepted: {verdict.message}")
    return took_s * 1e3


def _settle(judge: Judge) -> None:
    """Wait until the spare and the draw that were used up have been replaced."""
    if not judge.wait_until_warm(_WARM_TIMEOUT_S):
        raise BenchError("the judge did not become warm")
