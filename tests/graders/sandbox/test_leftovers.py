"""Nothing outlives the judge, however it ends, and no user id is given out that is in use."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from graders.sandbox.supervisor.users import end_leftovers, leased_user
from tests.graders.packages import package
from tests.graders.processes import PATIENCE_S, descendants

REPOSITORY = Path(__file__).parents[3]
# The last one to be given out: no judge of a machine that is tested on comes to it.
LAST_USER = 64_899
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root gives user ids out")

IDENTITY = "def f(x):\n    return x\n"
# In the template it hangs on to what it can: signals, its session, forks of its own.
WARM_UP = """
import ctypes, os, signal
def warm_up(x):
    # But for that of a child's end, without which it would not come up.
    for number in set(range(1, 32)) - {signal.SIGCHLD}:
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    ctypes.CDLL(None).prctl(1, 0, 0, 0, 0)
    return x
"""
SLEEPER = "import time\ndef f(x):\n    print('runs')\n    time.sleep(1000)\n"
JUDGE = """
import sys, threading, time
from pathlib import Path
from graders.judge import Judge
from graders.problem.package import load_problem
problem = load_problem(Path(sys.argv[1]))
judge = Judge()
judge.warm(problem)
assert judge.wait_until_warm(120)
for _ in range(2):
    threading.Thread(target=judge.grade, args=(problem, sys.argv[2]), daemon=True).start()
time.sleep(2)
print(judge.warmth(problem), flush=True)
time.sleep(1000)
"""


@contextmanager
def a_process(user: int) -> Iterator[subprocess.Popen[bytes]]:
    # Python may lie where that user can't read it: the process changes its user when it is up.
    source = f"""
import os, time
os.setresuid({user}, {user}, {user})
print(flush=True)
time.sleep(1000)
"""
    command = [sys.executable, "-c", source]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
        process.kill()


def first_users(last: int) -> set[int]:
    """Those that are given out first, up to and including `last` or one above it."""
    with ExitStack() as leases:
        given: set[int] = set()
        while max(given, default=0) < last:
            given.add(leases.enter_context(leased_user()))
        return given


def test_nothing_outlives_a_judge_that_is_killed(tmp_path: Path) -> None:
    package(tmp_path, IDENTITY, files={"warm_up.py": WARM_UP}, accept=["python"])
    command = [sys.executable, "-c", JUDGE, str(tmp_path / "example"), SLEEPER]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as judge:
        assert judge.stdout is not None
        assert judge.stdout.readline() == "warm\n"
        pidfds = [os.pidfd_open(process) for process in descendants(judge.pid)]
        # The parent, two templates, what is forked ahead, and two submissions.
        assert len(pidfds) > 5

        judge.send_signal(signal.SIGKILL)

        ended = []
        for pidfd in pidfds:
            poll = select.poll()
            poll.register(pidfd, select.POLLIN)
            ended.append(bool(poll.poll(PATIENCE_S * 1000)))
            os.close(pidfd)
    assert all(ended)


@AS_ROOT
def test_a_leftover_of_a_judge_that_is_gone_is_ended() -> None:
    with a_process(LAST_USER) as leftover:
        end_leftovers()
        assert leftover.wait(PATIENCE_S) == -signal.SIGKILL


@AS_ROOT
def test_processes_of_a_judge_that_is_there_are_left_alone() -> None:
    with leased_user() as user, a_process(user) as process:
        end_leftovers()
        assert process.poll() is None


@AS_ROOT
def test_a_user_id_that_is_in_use_is_not_given_out() -> None:
    with leased_user() as first:
        pass
    with a_process(first), leased_user() as second:
        assert second != first


@AS_ROOT
def test_a_user_id_of_processes_that_have_ended_is_given_out() -> None:
    # Another judge on this machine may take the id meanwhile: it does not each time.
    assert any(_is_given_out_after_its_process() for _ in range(20))


def _is_given_out_after_its_process() -> bool:
    with leased_user() as user:
        pass
    with a_process(user) as process:
        process.kill()
        # It has ended, and nobody has waited for it.
        assert os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        with ExitStack() as leases:
            # The lowest is given out first.
            while (given := leases.enter_context(leased_user())) < user:
                pass
            return given == user
