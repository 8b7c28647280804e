"""How long a submission waits whose mistake is known and named, against one that is right."""

from itertools import cycle, islice
from time import sleep
from typing import Any

from bench.latency import PAUSE_S
from bench.plan import BenchError
from bench.results import Results
from bench.workbench import Workbench


def measure_wrong_named(bench: Workbench) -> Results:
    """The problem's examples of mistakes, by turns with its solution."""
    plan, results = bench.plan, Results()
    mistakes = bench.named_mistakes()
    server = bench.server()
    bench.progress.stage("wrong_named", plan.wrong_named_rounds)
    for example in islice(cycle(mistakes), plan.wrong_named_rounds):
        sleep(PAUSE_S)
        took_ms = server.accepted_ms(bench.name, bench.solution)
        results.add("wrong_named_accepted_ms", took_ms)
        sleep(PAUSE_S)
        document, took_ms = server.submit(example.problem, example.source)
        example.require_expected(document)
        require_named(document, example.name)
        results.add("wrong_named_ms", took_ms)
        bench.progress.step()
    return results


def require_named(document: dict[str, Any], example: str) -> None:
    """Make sure that a verdict names the mistake of the example that was submitted.

    Raises:
        BenchError: it does not.
    """
    named = {
        mistake
        for hint in document["hints"]
        for mistake in (hint["mistake"], *hint.get("also", ()))
    }
    if example.rpartition("/")[2].removesuffix(".py") not in named:
        raise BenchError(f"{example} was not named: the verdict names {sorted(named) or 'nothing'}")
