"""The expected outputs never come to where a submission runs, not even after it has answered."""

from pathlib import Path

from graders.core.verdict import Outcome
from graders.judge import Judge
from tests.graders.packages import case, package
from tests.graders.sandbox.conftest import MARKER
from tests.graders.sandbox.test_attacks import ATTACKS

SEARCH = (ATTACKS / "secrets" / "raw_memory.py").read_text()
# The answer is right if the search finds it; in the second call the first has been judged.
SUBMISSION = f"""{SEARCH}

def f(x):
    found = attack(1.0)
    return jnp.frombuffer(FIRST + SECOND if found else bytes({len(MARKER)}), dtype=jnp.uint8)
"""
SOLUTION = f"""import jax.numpy as jnp

def f(x):
    return jnp.frombuffer({MARKER.encode()!r}, dtype=jnp.uint8)
"""


def test_no_search_of_its_memory_finds_an_expected_output(judge: Judge, tmp_path: Path) -> None:
    limits = {"wall_s": 20.0, "cpu_s": 20.0}
    cases = [case("first", x=1.0), case("second", x=2.0), case("hidden", "hidden", x=3.0)]
    problem = package(tmp_path, SOLUTION, cases=cases, limits=limits)

    verdict = judge.grade(problem, SUBMISSION)

    for judged in verdict.cases:
        assert judged.verdict is Outcome.WRONG_ANSWER, judged.message
        assert judged.comparison is not None
        assert judged.comparison.kind == "values"
    assert len(verdict.cases) == len(cases)
