"""Running a source over several draws in one process, if results equal those of several processes.

All draws share what the process compiled for the first. But code may leave state behind that
changes later results: then the results of the shared process are discarded.
"""

from collections.abc import Callable, Sequence

from graders.core.harness import Harness
from graders.core.limits import Limits
from graders.execution.records import pack, size
from graders.execution.run_cases import Execution, execute
from graders.problem.cases import Case
from graders.sandbox.supervisor.run import Run

# Total size of answers that are held in memory.
_MOST_BYTES = 32 * 2**20


def in_turn(
    run: Run,
    harness: Harness,
    source: str,
    draws: Sequence[Sequence[Case]],
    limits: Limits,
    most_cpu_s: float,
    go_on: Callable[[], bool],
) -> list[Execution] | None:
    """Run a source over the draws, then again over the first, at the lowest priority.

    Args:
        run: the process.
        harness: how it is called.
        source: the text of the file, loaded anew for each draw.
        draws: the calls of each draw.
        limits: what a draw may use.
        most_cpu_s: the CPU time that the process may use over all draws; no draw starts once half
            of it is used.
        go_on: asked before each draw except the first; False ends the run.

    Returns:
        An execution for each draw that ran, in order, at least the first; None if a draw was
        stopped, or if the first gave other results when it was run again.

    Raises:
        SandboxFailureError: the sandbox itself failed.
    """
    run.yield_processor()
    done: list[Execution] = []
    used_s, held_bytes = 0.0, 0

    def left() -> Limits:
        return limits.model_copy(update={"cpu_s": min(limits.cpu_s, most_cpu_s - used_s)})

    for cases in draws:
        if done and not (used_s < most_cpu_s / 2 and held_bytes < _MOST_BYTES and go_on()):
            break
        run.charge_from_now(left())
        execution = execute(run, harness, source, cases)
        if execution.stopped is not None:
            return None
        done.append(execution)
        used_s += execution.taken.cpu_ms / 1e3
        held_bytes += sum(map(size, execution.answers))
    if len(done) > 1:
        run.charge_from_now(left())
        again = execute(run, harness, source, draws[0])
        if again.stopped is not None or _answers(again) != _answers(done[0]):
            return None
    return done


def _answers(execution: Execution) -> bytes:
    loading = [] if execution.loading is None else [execution.loading]
    return pack({"loading": loading, "answers": execution.answers})
