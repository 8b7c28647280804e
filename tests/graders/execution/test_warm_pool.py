"""Which problems are kept warm: made in the background, within a budget, and made anew if lost.

The sandbox is scripted; `tests/graders/sandbox/supervisor/test_warm_up.py` has a real one.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graders.core.limits import Limits
from graders.execution import warm_pool
from graders.execution.program_cache import ProgramCache
from graders.execution.template_maker import Role, TemplateMaker
from graders.execution.warm_pool import WarmPool
from graders.problem.package import Problem
from graders.sandbox.errors import SandboxFailureError
from graders.sandbox.programs import Programs
from graders.sandbox.supervisor.warm_up import WarmUp, WarmUpFailedError
from tests.graders.packages import case, package
from tests.graders.processes import eventually

# Far more than anything here takes; only a failing test waits for so long.
PATIENCE_S = 30
IDENTITY = "def f(x):\n    return x\n"


class ScriptedTemplate:
    """A warm process of 100 MiB that does nothing."""

    memory_mb = 100.0

    def __init__(self, function: str, missing: int) -> None:
        self.function = function
        self.missing = missing
        self.fault: str | None = None
        self.rests = self.closed = False
        self.tell_fault: Callable[[], None] | None = None

    def rest(self) -> None:
        self.rests = True

    def when_at_fault(self, tell: Callable[[], None]) -> None:
        self.tell_fault = tell

    def close(self) -> None:
        self.closed = True


class ScriptedSandbox:
    """Makes templates of which a test can say how that ends."""

    def __init__(self) -> None:
        self.compiled: list[str] = []
        self.made: list[ScriptedTemplate] = []
        self.failures: list[Exception] = []
        self.missing: list[int] = []

    def compile(self, _: Limits, warm_up: WarmUp) -> Programs:
        if self.failures:
            raise self.failures.pop(0)
        self.compiled += warm_up.harness.defines
        return Programs()

    def start_template(self, _: Limits, warm_up: WarmUp, __: Programs) -> ScriptedTemplate:
        missing = self.missing.pop(0) if self.missing else 0
        [function] = warm_up.harness.defines
        self.made.append(ScriptedTemplate(function, missing))
        return self.made[-1]


class Idle:
    """What is done where nothing is to be warmed: so often for a problem of that name."""

    def __init__(self, done: list[str]) -> None:
        self.left = Counter[str]()
        self.done = done

    def __call__(self, problem: Problem) -> bool:
        if not self.left[problem.name]:
            return False
        self.left[problem.name] -= 1
        self.done.append(problem.name)
        return True


@pytest.fixture
def sandbox() -> ScriptedSandbox:
    return ScriptedSandbox()


@pytest.fixture
def idle() -> Idle:
    return Idle([])


@pytest.fixture
def later(idle: Idle) -> Idle:
    """What is done once `idle` finds nothing."""
    return Idle(idle.done)


Start = Callable[..., WarmPool]


@pytest.fixture
def start(sandbox: ScriptedSandbox, idle: Idle, later: Idle) -> Iterator[Start]:
    pools: list[WarmPool] = []

    def begin(budget_mb: float = 10_000.0, folder: Path | None = None) -> WarmPool:
        maker = TemplateMaker(sandbox, ProgramCache(folder))  # type: ignore[arg-type]
        pools.append(WarmPool(maker, budget_mb, [idle, later]))
        return pools[-1]

    yield begin
    for pool in pools:
        pool.close()
        pool.join()


@pytest.fixture
def pool(start: Start) -> WarmPool:
    return start()


def problem(folder: Path, name: str = "example") -> Problem:
    return package(folder, IDENTITY, name=name, cases=[case("sample", x=2.0)])


def settled(pool: WarmPool, *problems: Problem) -> None:
    for each in problems:
        pool.use(each)
        assert pool.wait(PATIENCE_S)


def is_there(pool: WarmPool, problem: Problem, role: Role = "submission") -> bool:
    return pool.template(problem, role) is not None


def test_a_problem_in_use_gets_a_template_for_submissions_and_one_for_its_reference(
    pool: WarmPool, sandbox: ScriptedSandbox, tmp_path: Path
) -> None:
    used = problem(tmp_path)
    assert pool.state(used) == "cold"
    settled(pool, used)
    assert pool.state(used) == "warm"
    # What submissions need most is made first.
    assert [each.function for each in sandbox.made] == ["warm_up", "f"]
    assert pool.memory_mb() == 200.0
    settled(pool, used)
    assert len(sandbox.made) == 2


def test_a_warm_up_is_compiled_once_and_kept_for_the_next_start(
    start: Start, sandbox: ScriptedSandbox, tmp_path: Path
) -> None:
    used = problem(tmp_path)
    for _ in range(2):
        pool = start(folder=tmp_path / "programs")
        settled(pool, used)
        assert pool.state(used) == "warm"
    assert sandbox.compiled == ["warm_up", "f"]


def test_programs_that_miss_what_they_did_not_are_compiled_anew(
    start: Start, sandbox: ScriptedSandbox, tmp_path: Path
) -> None:
    used = problem(tmp_path)
    sandbox.missing = [2]
    settled(start(), used)
    assert sandbox.compiled == ["warm_up", "warm_up", "f"]
    assert [each.closed for each in sandbox.made] == [True, False, False]


class TestBudget:
    def test_references_go_before_submissions(
        self, start: Start, sandbox: ScriptedSandbox, tmp_path: Path
    ) -> None:
        first, second = problem(tmp_path, "first"), problem(tmp_path, "second")
        pool = start(budget_mb=300.0)
        settled(pool, first, second)
        assert [pool.state(each) for each in (first, second)] == ["warm", "warm"]
        assert not is_there(pool, first, "reference")
        assert pool.counts["dropped"] == 1
        assert [each.closed for each in sandbox.made] == [False, True, False, False]

    def test_the_least_recently_used_go_first(self, start: Start, tmp_path: Path) -> None:
        first, second, third = (problem(tmp_path, name) for name in ("first", "second", "third"))
        pool = start(budget_mb=300.0)
        settled(pool, first, second, first, third)
        states = [pool.state(each) for each in (first, second, third)]
        assert states == ["warm", "cold", "warm"]
        assert pool.memory_mb() == 300.0

    def test_a_reference_that_was_dropped_comes_back_only_when_it_is_asked_for(
        self, start: Start, tmp_path: Path
    ) -> None:
        used, other = problem(tmp_path, "used"), problem(tmp_path, "other")
        pool = start(budget_mb=300.0)
        settled(pool, used, other, used)
        # To ask is what brings it back.
        assert not is_there(pool, used, "reference")
        assert pool.wait(PATIENCE_S)
        assert is_there(pool, used, "reference")

    def test_more_than_eight_templates_keep_no_fork_waiting(
        self, pool: WarmPool, sandbox: ScriptedSandbox, tmp_path: Path
    ) -> None:
        settled(pool, *(problem(tmp_path, f"problem_{n}") for n in range(5)))
        assert [each.rests for each in sandbox.made] == [True] * 2 + [False] * 8


class TestLoss:
    def test_one_that_does_not_answer_is_replaced(
        self, pool: WarmPool, sandbox: ScriptedSandbox, tmp_path: Path
    ) -> None:
        used = problem(tmp_path)
        settled(pool, used)
        lost = pool.template(used, "submission")
        assert lost is not None
        pool.discard(used, "submission", lost)
        assert pool.wait(PATIENCE_S)
        assert pool.template(used, "submission") not in (None, lost)
        assert sandbox.made[0].closed
        # Others may miss the same one a moment later.
        pool.discard(used, "submission", lost)
        assert pool.counts["templates_lost"] == 1

    def test_one_whose_own_code_ends_it_is_given_up_after_three_times(
        self, pool: WarmPool, sandbox: ScriptedSandbox, tmp_path: Path
    ) -> None:
        used = problem(tmp_path)
        settled(pool, used)
        for _ in range(3):
            [template] = [t for t in sandbox.made if t.function == "warm_up" and not t.closed]
            template.fault = "it computes"
            assert template.tell_fault is not None
            template.tell_fault()
            assert pool.wait(PATIENCE_S)
        assert pool.state(used) == "cold"
        assert pool.failure(used) == "it computes"
        settled(pool, used)
        assert pool.counts["templates_made"] == 4
        assert is_there(pool, used, "reference")

    def test_a_warm_up_that_fails_leaves_the_problem_cold(
        self, pool: WarmPool, sandbox: ScriptedSandbox, tmp_path: Path
    ) -> None:
        used = problem(tmp_path)
        sandbox.failures = [WarmUpFailedError("on sample: it raised")]
        settled(pool, used)
        assert pool.state(used) == "cold"
        assert pool.failure(used) == "on sample: it raised"

    def test_what_the_sandbox_fails_at_is_tried_again(
        self,
        pool: WarmPool,
        sandbox: ScriptedSandbox,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(warm_pool, "_RETRY_S", 0.01)
        used = problem(tmp_path)
        sandbox.failures = [SandboxFailureError("no memory")]
        pool.use(used)
        assert eventually(lambda: pool.state(used) == "warm")
        assert pool.counts["warming_failed"] == 1
        assert pool.failure(used) is None


class TestIdleWork:
    def test_is_done_once_all_is_warm_until_nothing_is_left(
        self, pool: WarmPool, idle: Idle, tmp_path: Path
    ) -> None:
        idle.left["example"] = 3
        settled(pool, problem(tmp_path))
        assert idle.done == ["example"] * 3
        assert pool.is_idle()

    def test_what_is_less_urgent_is_done_after_that_for_no_problem_at_all(
        self, pool: WarmPool, idle: Idle, later: Idle, tmp_path: Path
    ) -> None:
        first, second = problem(tmp_path, "first"), problem(tmp_path, "second")
        idle.left["first"] = later.left["second"] = 1
        with pool.judging():
            settled(pool, first, second)
        assert pool.wait(PATIENCE_S)
        assert idle.done == ["first", "second"]

    def test_waits_while_something_is_judged(
        self, pool: WarmPool, idle: Idle, tmp_path: Path
    ) -> None:
        used = problem(tmp_path)
        with pool.judging():
            settled(pool, used)
            assert not pool.is_idle()
            idle.left["example"] = 1
            settled(pool, used)
            assert pool.state(used) == "warm"
            assert idle.done == []
        assert pool.wait(PATIENCE_S)
        assert idle.done == ["example"]


def test_a_closed_pool_ends_every_template_also_the_one_being_made(
    pool: WarmPool,
    sandbox: ScriptedSandbox,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settled(pool, problem(tmp_path))
    making, go_on = threading.Event(), threading.Event()
    start_template = sandbox.start_template

    def start_slowly(limits: Limits, warm_up: WarmUp, programs: Programs) -> ScriptedTemplate:
        making.set()
        assert go_on.wait(PATIENCE_S)
        return start_template(limits, warm_up, programs)

    monkeypatch.setattr(sandbox, "start_template", start_slowly)
    pool.use(problem(tmp_path, "another"))
    assert making.wait(PATIENCE_S)
    pool.close()
    go_on.set()
    pool.join()
    assert len(sandbox.made) == 3
    assert all(each.closed for each in sandbox.made)
    assert pool.memory_mb() == 0
