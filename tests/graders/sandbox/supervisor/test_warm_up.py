"""What an author's `warm_up.py` leaves behind in the process that submissions' are forked from."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
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

IMPORTS = "import ctypes, os, signal, threading, time\n"
# What it leaves behind is found by its name.
NAMED = f"""{IMPORTS}
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
        time.sleep(0.5)
    return True


@pytest.fixture(scope="module")
def own() -> Iterator[Judge]:
    with Judge() as judge:
        yield judge


def warmed_by(folder: Path, source: str) -> Problem:
    return package(folder, IDENTITY, files={"warm_up.py": source}, accept=["python"])


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
    problem = warmed_by(tmp_path, IMPORTS + source)
    assert settle(own, problem) == "warm"
    before = own.counts().get("fork", 0)
    assert own.grade(problem, IDENTITY).verdict is Outcome.ACCEPTED
    assert own.counts()["fork"] > before


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
    problem = warmed_by(tmp_path, NAMED + source)
    assert settle(own, problem) == "cold"
    assert own.grade(problem, IDENTITY).verdict is Outcome.ACCEPTED
    # The other worker of the test run may have such processes for a moment.
    assert eventually(lambda: not left_processes())


RESTLESS = {
    "takes memory": "kept.append(b'1' * 2**24)",
    "computes": "sum(range(10**6))",
    "ends": "os._exit(0)",
}


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A judge whose problems have templates that do not rest, once it has given them up."""

    judge: Judge
    problems: Mapping[str, Problem]


@pytest.fixture(scope="module")
def given_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GivenUp]:
    # All at once: each takes three times as long as a template is left to itself.
    problems = {}
    for name, doing in RESTLESS.items():
        source = f"""{IMPORTS}{LATER}
kept = []
def do(*_):
    {doing}
def warm_up(x):
    later(do)
    return x
"""
        folder = tmp_path_factory.mktemp("restless")
        problems[name] = warmed_by(folder, source)
    with Judge() as judge:
        for problem in problems.values():
            judge.warm(problem)

        def are_given_up() -> bool:
            # A template that ends by itself is missed when it is asked.
            judge.grade(problems["ends"], IDENTITY, seed=1)
            return all(judge.warmth(problem) == "cold" for problem in problems.values())

        assert eventually(are_given_up)
        yield GivenUp(judge, problems)


# Where the fixture is made, three templates are made three times each.
@pytest.mark.timeout(2 * PATIENCE_S)
@pytest.mark.parametrize("doing", RESTLESS)
def test_a_template_that_does_not_rest_is_ended_and_made_three_times(
    given_up: GivenUp, doing: str
) -> None:
    judge, problem = given_up.judge, given_up.problems[doing]
    assert judge.counts()["templates_lost"] == 3 * len(RESTLESS)
    assert judge.find_faults(problem, seed=1)[-1].file == "warm_up.py"
    judge.warm(problem)
    assert judge.warmth(problem) == "cold"
    assert judge.grade(problem, IDENTITY).verdict is Outcome.ACCEPTED


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
        judge.warm(warmed_by(tmp_path, NAMED + source))
        # The template, and a fork of it.
        assert eventually(lambda: len(left_processes()) > 1)
    assert eventually(lambda: not left_processes())
