"""The judge's processes: one a submission, none left, and none that is missed when it dies."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from graders.core.values import Array
from graders.core.verdict import Outcome
from graders.judge import Judge
from graders.problem.cases import draw_cases
from graders.problem.package import Problem
from graders.sandbox.supervisor.parent_process import ParentProcess, StartingParent
from tests.graders.conftest import REFERENCE
from tests.graders.packages import case, package
from tests.graders.processes import (
    PATIENCE_S,
    at_rest,
    children,
    descendants,
    eventually,
    stat_fields,
)

IDENTITY = "def f(x):\n    return x\n"
PARENT = b"graders.sandbox.child.parent"


def parents() -> set[int]:
    """The preloaded parents of all judges in this process."""
    found = set()
    for child in children(os.getpid()):
        with suppress(FileNotFoundError, ProcessLookupError):
            found |= {child} if PARENT in Path(f"/proc/{child}/cmdline").read_bytes() else set()
    return found


def zombies() -> set[int]:
    found = set()
    for child in descendants(os.getpid()):
        with suppress(FileNotFoundError, ProcessLookupError):
            found |= {child} if stat_fields(child)[0] == "Z" else set()
    return found


def open_descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@dataclass
class OwnJudge:
    """A judge of this module's own, whose processes may be killed."""

    judge: Judge
    others: set[int]

    @property
    def parent(self) -> int:
        """The preloaded parent, which is another one after its end, and none for a moment."""
        found: list[int] = []

        def is_there() -> bool:
            found[:] = parents() - self.others
            return len(found) == 1

        assert eventually(is_there), found
        return found[0]

    @property
    def processes(self) -> int:
        """How many it has: another judge of this process may be making some ready meanwhile."""
        of_others = self.others.union(*map(descendants, self.others))
        return len(descendants(os.getpid()) - of_others)

    def kill_parent(self) -> None:
        os.kill(self.parent, signal.SIGKILL)


@pytest.fixture(scope="module")
def own() -> Iterator[OwnJudge]:
    others = parents()
    with Judge() as judge:
        yield OwnJudge(judge, others)


@pytest.fixture
def problem(tmp_path: Path) -> Problem:
    return package(tmp_path, IDENTITY, accept=["python"])


def test_parent_killed_between_submissions(own: OwnJudge, problem: Problem) -> None:
    assert own.judge.grade(problem, IDENTITY, seed=1).verdict is Outcome.ACCEPTED
    # Another time as well: what replaces a parent is replaced too.
    for returned, outcome in (("x", Outcome.ACCEPTED), ("3", Outcome.WRONG_ANSWER)):
        own.kill_parent()
        source = f"def f(x): return {returned}"
        assert own.judge.grade(problem, source, seed=1).verdict is outcome


def test_a_parent_that_does_not_come_up_again_is_started_once_more(
    own: OwnJudge, problem: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = []

    def start_parent(starting: StartingParent) -> ParentProcess:
        started.append(starting)
        if len(started) == 1:
            starting.process.kill()
        return ParentProcess(starting)

    monkeypatch.setattr("graders.sandbox.supervisor.sandbox.ParentProcess", start_parent)
    own.kill_parent()
    assert own.judge.grade(problem, IDENTITY, seed=1).verdict is Outcome.ACCEPTED
    assert len(started) == 2


def test_parent_killed_before_the_reference_runs(own: OwnJudge, problem: Problem) -> None:
    # Another seed than any before, whose outputs are known.
    own.kill_parent()
    [output] = own.judge.expected_outputs(problem, 77)
    assert isinstance(output, Array)
    assert output.data == 2.0
    own.kill_parent()
    execution = own.judge.execute_as_reference(
        problem, "def f(x):\n    return -x\n", draw_cases(problem.spec, 77)
    )
    [call] = execution.calls
    assert isinstance(call.answer, Array)
    assert call.answer.data == -2.0


@pytest.mark.parametrize(
    ("returned", "outcome"), [("x", Outcome.ACCEPTED), ("-x", Outcome.WRONG_ANSWER)]
)
def test_parent_killed_under_a_submission(
    own: OwnJudge, tmp_path: Path, returned: str, outcome: Outcome
) -> None:
    cases = [case("first", x=1.0), case("second", x=2.0)]
    problem = package(tmp_path, IDENTITY, cases=cases, accept=["python"])
    # The expected outputs are known then, so that each case is reported when it ends.
    assert own.judge.grade(problem, IDENTITY, seed=1).verdict is Outcome.ACCEPTED
    assert own.judge.wait_until_warm(PATIENCE_S)
    source = f"import time\ndef f(x):\n    time.sleep(1.5)\n    return {returned}\n"
    is_under_way = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        grading = pool.submit(
            own.judge.grade, problem, source, seed=1, on_case=lambda *_: is_under_way.set()
        )
        assert is_under_way.wait(PATIENCE_S)
        own.kill_parent()
        assert not grading.done()
        assert grading.result().verdict is outcome


def test_each_submission_has_a_process_of_its_own(own: OwnJudge, problem: Problem) -> None:
    sources = [
        f"import os\ndef f(x):\n    print(os.getpid())\n    return x + {number % 2}\n"
        for number in range(8)
    ]
    with ThreadPoolExecutor(4) as pool:
        verdicts = list(pool.map(lambda source: own.judge.grade(problem, source, seed=1), sources))
    assert [verdict.verdict for verdict in verdicts] == [
        Outcome.ACCEPTED,
        Outcome.WRONG_ANSWER,
    ] * 4
    processes = {verdict.cases[0].stdout for verdict in verdicts}
    assert len(processes) == 8
    assert f"{os.getpid()}\n" not in processes


def test_submission_leaves_nothing_for_the_next(own: OwnJudge, problem: Problem) -> None:
    source = (
        "import jax, sys\n"
        "def f(x):\n"
        "    print(getattr(jax, 'left_behind', None), 'left_behind' in sys.modules)\n"
        "    jax.left_behind = sys.modules['left_behind'] = jax\n"
        "    return x\n"
    )
    for _ in range(2):
        assert own.judge.grade(problem, source, seed=1).cases[0].stdout == "None False\n"


def test_nothing_is_left_of_twenty_submissions(own: OwnJudge, tmp_path: Path) -> None:
    problem = package(
        tmp_path, IDENTITY, accept=["python"], limits={"wall_s": 0.3, "printed_kb": 1}
    )
    sources = {
        IDENTITY: Outcome.ACCEPTED,
        "def f(x): raise ValueError": Outcome.RUNTIME_ERROR,
        "def f(x): print('x' * 2000)": Outcome.OUTPUT_LIMIT_EXCEEDED,
        "import os\ndef f(x): os._exit(1)": Outcome.RUNTIME_ERROR,
        "def f(x) return x": Outcome.COMPILE_ERROR,
    }
    # What is kept for a problem in use is kept from here on.
    for source in sources:
        own.judge.grade(problem, source, seed=1)
        assert own.judge.wait_until_warm(PATIENCE_S)
    assert eventually(lambda: at_rest(own.parent) is not None)
    descriptors, processes = open_descriptors(), own.processes
    for source, outcome in list(sources.items()) * 4:
        assert own.judge.grade(problem, source, seed=1).verdict is outcome
    assert own.judge.wait_until_warm(PATIENCE_S)
    assert eventually(lambda: open_descriptors() <= descriptors)
    assert eventually(lambda: own.processes <= processes)
    assert eventually(lambda: not zombies())


def test_many_problems_in_use_at_once(own: OwnJudge, tmp_path: Path) -> None:
    # Each keeps descriptors open in the parent, soon more than a child is given.
    for number in range(12):
        problem = package(tmp_path, IDENTITY, name=f"problem_{number}", accept=["python"])
        verdict = own.judge.grade(problem, IDENTITY, seed=1)
        assert (verdict.verdict, verdict.message) == (Outcome.ACCEPTED, "All 1 cases passed.")
        # A parent that gives out wrong descriptors must not have this test wait for its end.
        assert own.judge.wait_until_warm(PATIENCE_S)


def test_what_is_kept_warm_takes_memory_until_the_judge_is_closed(tmp_path: Path) -> None:
    files = {"warm_up.py": "KEPT = b'x' * 2**23\ndef warm_up(x):\n    return x\n"}
    problem = package(tmp_path, IDENTITY, files=files, accept=["python"])
    with Judge() as judge:
        assert judge.warm_memory_mb() == 0
        judge.warm(problem)
        assert judge.wait_until_warm(100)
        assert judge.warm_memory_mb() > 8
    assert judge.warm_memory_mb() == 0


def test_closed_judge_keeps_nothing(problem: Problem, tmp_path: Path) -> None:
    # In a process of its own: judges of other tests come and go beside this one.
    script = f"""
import os, time
from pathlib import Path
from graders.judge import Judge
from graders.problem.package import load_problem
problem = load_problem(Path({str(tmp_path / problem.spec.name)!r}))
before = len(os.listdir("/proc/self/fd"))
with Judge() as judge:
    judge.grade(problem, {IDENTITY!r})
children = Path(f"/proc/self/task/{{os.getpid()}}/children").read_text()
print(len(os.listdir("/proc/self/fd")) - before, repr(children))
"""
    told = subprocess.run(
        [sys.executable, "-c", script], cwd=REFERENCE.parent, capture_output=True, text=True
    )
    assert told.stdout == "0 ''\n", told.stdout + told.stderr


@pytest.fixture
def ended() -> Iterator[OwnJudge]:
    """A judge that the test closes."""
    others = parents()
    yield OwnJudge(Judge(), others)
    # Had the test failed to, its processes would stay.
    for parent in parents() - others:
        os.kill(parent, signal.SIGKILL)


def test_judge_closed_while_another_parent_starts(
    ended: OwnJudge, problem: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_starting = threading.Event()

    class NeverReady(StartingParent):
        def wait(self) -> dict[str, str]:
            self.process.send_signal(signal.SIGSTOP)
            is_starting.set()
            return super().wait()

    monkeypatch.setattr("graders.sandbox.supervisor.sandbox.StartingParent", NeverReady)
    ended.kill_parent()
    with ThreadPoolExecutor(1) as pool:
        grading = pool.submit(ended.judge.grade, problem, IDENTITY, seed=1)
        assert is_starting.wait(PATIENCE_S)
        ended.judge.close()
    assert grading.result().verdict is Outcome.JUDGE_ERROR
    assert not parents() - ended.others


def test_judge_closed_under_a_submission_gives_a_judge_error(
    ended: OwnJudge, tmp_path: Path
) -> None:
    # Far longer than it takes until the reference has run, before which no case is reported.
    cases = [case(f"case {number}", x=float(number)) for number in range(40)]
    limits = {"wall_s": 100.0}
    problem = package(tmp_path, IDENTITY, cases=cases, limits=limits, accept=["python"])
    source = "import time\ndef f(x):\n    time.sleep(1)\n    return x\n"
    is_under_way = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        grading = pool.submit(
            ended.judge.grade, problem, source, seed=1, on_case=lambda *_: is_under_way.set()
        )
        assert is_under_way.wait(PATIENCE_S)
        ended.judge.close()
    assert grading.result().verdict is Outcome.JUDGE_ERROR
    # Nor does a closed one judge, or mind being closed again.
    assert ended.judge.grade(problem, IDENTITY, seed=1).verdict is Outcome.JUDGE_ERROR
    ended.judge.close()
    assert not parents() - ended.others
