"""Submissions that bring a program which nobody has compiled before."""

from itertools import count
from time import sleep

from bench.clients import submit_at_once
from bench.latency import PAUSE_S
from bench.mix_submissions import KnownSubmission
from bench.plan import BenchError
from bench.results import Results
from bench.slot_times import slot_times_ms
from bench.workbench import Workbench
from graders.core.verdict import Outcome
from graders.execution.precomputed import fresh_seed
from graders.problem.package import Problem

_EXAMPLE = "accepted/jitted_forward.py"
_FORWARD = "return model(x)"
_NAME = "forward"


class NovelSources:
    """Variants of an example that compiles its forward pass, no two with the same program.

    The function has a name of its own, and adds zero times a number of its own to the output: for
    floats XLA can't leave that out, as zero times infinity would not be zero.
    """

    def __init__(self, problem: Problem) -> None:
        """Find the example.

        Raises:
            BenchError: the problem has none that can be varied.
        """
        sources = [example.source for example in problem.submissions if example.name == _EXAMPLE]
        if not sources or sources[0].count(_FORWARD) != 1:
            raise BenchError(f"{problem.name} has no example {_EXAMPLE} with one line {_FORWARD!r}")
        self._source = sources[0]
        # Not those of an earlier run, whose programs some cache may still have; and few enough that
        # float32 tells one from the next.
        self._numbers = count(fresh_seed() % 4000 * 1000)

    def next(self) -> str:
        """A source that was never submitted before."""
        number = next(self._numbers)
        added = f"{_FORWARD} + 0.0 * x.sum() * {number}.5"
        return self._source.replace(_FORWARD, added).replace(_NAME, f"{_NAME}_{number}")


def measure_novel(bench: Workbench) -> Results:
    """Novel submissions one at a time, by turns with the floor, and then in bursts."""
    plan, results = bench.plan, Results()
    sources = NovelSources(bench.subject.problem)
    floor = bench.floors([bench.name])[0]
    server = bench.server()
    bench.progress.stage("novel", plan.novel_rounds + plan.novel_bursts)
    for _ in range(plan.novel_rounds):
        sleep(PAUSE_S)
        results.add("novel_floor_ms", floor.cases_ms(bench.name))
        sleep(PAUSE_S)
        results.add("novel_ms", server.accepted_ms(bench.name, sources.next()))
        bench.progress.step()
    for _ in range(plan.novel_bursts):
        server.wait_until_quiet()
        burst = [
            KnownSubmission("a novel one", bench.name, Outcome.ACCEPTED, sources.next())
            for _ in range(plan.burst)
        ]
        documents = submit_at_once(server.url, burst)
        for took_ms in slot_times_ms(server.data_dir, [each["id"] for each in documents]):
            results.add("novel_burst_ms", took_ms)
        bench.progress.step()
    return results
