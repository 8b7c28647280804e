"""Submissions on a machine that has little time for them: the judge's trouble, and not theirs."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from graders.core.harness import Harness
from graders.core.limits import Limits
from graders.core.values import Array
from graders.sandbox.errors import SandboxFailureError
from graders.sandbox.outcomes import Limit, LimitExceededError
from graders.sandbox.supervisor import limit_enforcement
from graders.sandbox.supervisor.run import Run
from graders.sandbox.supervisor.sandbox import Sandbox

LIMITS = Limits(wall_s=1.0, cpu_s=30.0, memory_mb=512)
_GREEDY = 12
WORK = """
import time
def work():
    end = time.process_time() + 0.2
    while time.process_time() < end:
        pass
    return 1
"""
WORK_WHILE_LOADED = f"{WORK}\nwork()\n"
SLEEP = "import time\ndef work():\n    time.sleep(1000)\n"


@contextmanager
def starved(run: Run) -> Iterator[None]:
    """Let other processes have most of the processor that the run's main thread is bound to."""
    processor = min(os.sched_getaffinity(0))
    with ExitStack() as ending:
        for _ in range(_GREEDY):
            # In sessions of their own: the kernel may share a processor out among sessions.
            command = [sys.executable, "-c", "while True: pass"]
            greedy = ending.enter_context(subprocess.Popen(command, start_new_session=True))
            ending.callback(greedy.kill)
            os.sched_setaffinity(greedy.pid, {processor})
        os.sched_setaffinity(run.process, {processor})
        yield


def test_waiting_for_a_processor_is_not_the_submissions(sandbox: Sandbox) -> None:
    with sandbox.start(LIMITS) as run, starved(run):
        began_s = time.monotonic()
        run.load(WORK, Harness.calling("work"))
        call = run.call({}, None)
        # Otherwise nothing was tried.
        assert time.monotonic() - began_s > LIMITS.wall_s
    assert isinstance(call.answer, Array)
    assert run.time_ms <= LIMITS.wall_s * 1000


def test_who_sleeps_on_a_busy_machine_is_stopped(sandbox: Sandbox) -> None:
    with sandbox.start(LIMITS) as run, starved(run):
        run.load(SLEEP, Harness.calling("work"))
        with pytest.raises(LimitExceededError) as stopped:
            run.call({}, None)
    assert stopped.value.limit is Limit.WALL
    assert run.time_ms > LIMITS.wall_s * 1000


def test_a_run_that_gets_no_processor_is_the_judges_failure(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limit_enforcement, "_CLOCK_TIMES", 1)
    monkeypatch.setattr(limit_enforcement, "_CLOCK_EXTRA_S", 0)
    failing = pytest.raises(SandboxFailureError, match="overloaded")
    with sandbox.start(LIMITS) as run, starved(run), failing:
        run.load(WORK_WHILE_LOADED, Harness.calling("work"))
