"""What an author's `warm_up.py` leaves behind in the process that submissions' are forked from."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from graders.core.verdict import Outcome
from graders.judge import Judge
from graders.problem.package import Problem
from tests.graders.packages import package
from tests.graders.sandbox.test_attacks import LEFT_PROCESS, left_processes

IDENTITY = "def f(x):\n    return x\n"
# A template is made three times, and looked at once a second, on a machine that does other things.
PATIENCE_S = 150

NAMED = f"""
import ctypes, os, signal, threading, time
ctypes.CDLL(None).prctl(15, b"{LEFT_PROCESS}", 0, 0, 0)
"""
FORKS = """
def start():
    try:
        if os.fork() == 0:
            time.sleep(1000)
    except PermissionError:
        return
    raise AssertionError("a process was started")
"""
# When the warm-up is over.
LATER = """
def later(do):
    signal.signal(signal.SIGALRM, do)
    signal.setitimer(signal.ITIMER_REAL, 8, 0.01)
"""


def eventually(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


@pytest.fixture
def own() -> Iterator[Judge]:
    with Judge() as judge:
        yield judge


def warmed_by(folder: Path, source: str) -> Problem:
    return package(folder, IDENTITY, files={"warm_up.py": NAMED + source}, accept=["python"])


def settle(judge: Judge, problem: Problem) -> str:
    judge.warm(problem)
    assert judge.wait_until_warm(PATIENCE_S)
    return judge.warmth(problem)


@pytest.mark.parametrize(
    "source",
    [
        f"{FORKS}\ndef warm_up(x):\n    start()\n    return x\n",
        f"{FORKS}\nstart()\ndef warm_up(x):\n    return x\n",
        f"""{FORKS}
def warm_up(x):
    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    return x
""",
        """
import platform, subprocess
def warm_up(x):
    try:
        subprocess.run(["/bin/true"])
    except OSError:
        return x
    raise AssertionError("a process was started")
""",
    ],
    ids=["when called", "when loaded", "from a thread", "to execute"],
)
def test_a_warm_up_starts_no_process(own: Judge, tmp_path: Path, source: str) -> None:
    problem = warmed_by(tmp_path, source)
    assert settle(own, problem) == "warm"
    assert own.grade(problem, IDENTITY).verdict is Outcome.ACCEPTED
    assert own.counts()["fork"] > 0


@pytest.mark.parametrize(
    "source",
    [
        f"""{FORKS}
def warm_up(x):
    for _ in range(1000):
        start()
    return x
""",
        """
def warm_up(x):
    threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
    return x
""",
        """
def warm_up(x):
    function = ctypes.CFUNCTYPE(None, ctypes.c_void_p)(lambda _: time.sleep(1000))
    warm_up.kept.append(function)
    for _ in range(10):
        ctypes.CDLL(None).pthread_create(ctypes.byref(ctypes.c_ulong()), None, function, None)
    return x
warm_up.kept = []
""",
        """
def warm_up(x):
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    return x
""",
    ],
    ids=[
        *("goes on forking", "leaves a thread", "leaves threads that Python does not know"),
        "keeps the template from coming up",
    ],
)
def test_a_warm_up_that_leaves_something_fails(own: Judge, tmp_path: Path, source: str) -> None:
    problem = warmed_by(tmp_path, source)
    assert settle(own, problem) == "cold"
    assert own.grade(problem, IDENTITY).verdict is Outcome.ACCEPTED
    # The other worker of the test run may have such processes for a moment.
    assert eventually(lambda: not left_processes())


@pytest.mark.parametrize(
    "doing",
    [
        "kept.append(b'1' * 2**24)",
        "sum(range(10**6))",
        "os._exit(0)",
    ],
    ids=["takes memory", "computes", "ends"],
)
def test_a_template_that_does_not_rest_is_ended_and_made_three_times(
    own: Judge, tmp_path: Path, doing: str
) -> None:
    source = f"""{LATER}
kept = []
def do(*_):
    {doing}
def warm_up(x):
    later(do)
    return x
"""
    problem = warmed_by(tmp_path, source)
    own.warm(problem)

    def is_given_up() -> bool:
        # A template that ends by itself is missed when it is asked.
        own.grade(problem, IDENTITY, seed=1)
        return own.warmth(problem) == "cold"

    assert eventually(is_given_up)
    assert own.counts()["templates_lost"] == 3
    assert own.find_faults(problem, seed=1)[-1].file == "warm_up.py"
    own.warm(problem)
    assert own.warmth(problem) == "cold"
    assert own.grade(problem, IDENTITY).verdict is Outcome.ACCEPTED


def test_what_a_template_forks_ends_with_it(tmp_path: Path) -> None:
    source = """
from graders.sandbox.child import template
fork = os.fork
def fork_badly():
    process = fork()
    if process == 0:
        time.sleep(1000)
    return process
def warm_up(x):
    os.fork = fork_badly
    return x
"""
    with ExitStack() as closing:
        judge = closing.enter_context(Judge())
        judge.warm(warmed_by(tmp_path, source))
        # The template, and a fork of it.
        assert eventually(lambda: len(left_processes()) > 1)
    assert eventually(lambda: not left_processes())
