"""One judge for all tests of the sandbox, with a secret that no submission may find."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from graders.core.verdict import Outcome
from graders.judge import Judge
from graders.problem.package import Problem, load_problem

PROBLEMS = Path(__file__).parent / "attack_problem"
# Attacks look for it; it stands in the reference and in a hidden case too.
MARKER = "nnx-judge-expected-marker"
# Of honest submissions: the reference need not run beside each of them, as it does beside attacks.
HONEST_SEED = 1


@pytest.fixture(scope="session")
def judge() -> Iterator[Judge]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NNX_JUDGE_ATTACK_SECRET", MARKER)
        with Judge(private=[PROBLEMS], keep_warm=False) as judge:
            yield judge


@pytest.fixture(scope="session", params=["cold", "warm"])
def attack_problem(request: pytest.FixtureRequest, judge: Judge) -> Problem:
    """The problem that attacks are submitted to: they run in fresh processes, or in warm ones."""
    problem = load_problem(PROBLEMS / "attack")
    if request.param == "cold":
        problem = replace(problem, warm_up=None, revision="cold")
    return _ready(judge, problem)


@pytest.fixture(scope="session")
def hurried_problem(attack_problem: Problem, judge: Judge) -> Problem:
    """The same with less time, for attacks that use up whatever there is."""
    limits = attack_problem.spec.limits.model_copy(update={"wall_s": 1.2, "cpu_s": 0.8})
    spec = attack_problem.spec.model_copy(update={"limits": limits})
    revision = f"hurried {attack_problem.revision}"
    return _ready(judge, replace(attack_problem, spec=spec, revision=revision))


def _ready(judge: Judge, problem: Problem) -> Problem:
    """The problem, warm unless it has no warm-up, once an honest submission was judged."""
    if problem.warm_up is not None:
        judge.warm(problem)
        assert judge.wait_until_warm(timeout_s=60)
    honest = judge.grade(problem, problem.solution, seed=HONEST_SEED)
    assert honest.verdict is Outcome.ACCEPTED
    assert judge.warmth(problem) == ("cold" if problem.warm_up is None else "warm")
    return problem
