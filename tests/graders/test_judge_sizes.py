"""What is large without being much, or strange: the submission gets a small verdict for it."""

import tracemalloc
from pathlib import Path

import pytest

from graders.core import verdict_bounds
from graders.core.verdict import Outcome, Verdict
from graders.judge import Judge
from graders.problem.package import Problem
from tests.graders.packages import case, package

HEAD = "import os, sys\nimport jax, jax.numpy as jnp, numpy as np\n"
SOLUTION = HEAD + "def f(x):\n    return jnp.array([x, 1.0])\n"
WRONG, RAISED = Outcome.WRONG_ANSWER, Outcome.RUNTIME_ERROR
LIMIT, REFUSED = Outcome.OUTPUT_LIMIT_EXCEEDED, Outcome.SECURITY_VIOLATION
# No honest verdict on three small cases comes near.
SMALL_BYTES = 64 * verdict_bounds.KIB
FAKE_KEY = "FakeKey = type('key<fry>', ({},), {{}})\n"
SENDS = "from graders.sandbox.child.forking import RESULT\nfrom graders.sandbox import frames\n"


@pytest.fixture(scope="module")
def problem(tmp_path_factory: pytest.TempPathFactory) -> Problem:
    cases = [case("first", x=2.0), case("second", x=3.0), case("hidden", "hidden", x=4.0)]
    return package(tmp_path_factory.mktemp("sizes"), SOLUTION, cases=cases)


def returns(expression: str, head: str = "") -> str:
    return f"{HEAD}{head}def f(x):\n    return {expression}\n"


def stored_bytes(verdict: Verdict) -> int:
    return len(verdict.model_dump_json().encode())


SUBMISSIONS = {
    "millions of empty rows": (
        returns("np.zeros((3_000_000, 0), np.float32)"),
        WRONG,
        "has shape (3000000",
    ),
    "the most empty rows": (returns("np.zeros((2**31 - 1, 0))"), WRONG, "arrays of more than 256"),
    "no rows of a huge size": (returns("np.zeros((0, 2**40))"), WRONG, "arrays of more than 256"),
    "empty rows in rows": (returns("np.zeros((1000, 0, 5000))"), WRONG, "arrays of more than 16"),
    "many arrays of empty rows": (
        returns("[np.zeros((10**6, 0), np.int8)] * 19"),
        WRONG,
        "arrays of more than 16",
    ),
    "axes of one": (returns("np.zeros((1,) * 50)"), WRONG, "more than 32 axes"),
    "millions of keys": (
        returns("jax.random.wrap_key_data(jnp.zeros((1_900_000, 2), jnp.uint32))"),
        WRONG,
        "returned a key<fry>",
    ),
    "no keys in rows": (
        returns("jax.random.wrap_key_data(jnp.zeros((10**6, 0, 2), jnp.uint32))"),
        WRONG,
        "returned a key<fry>",
    ),
    "empty lists": (returns("[[] for _ in range(30_000)]"), WRONG, "more than 20000 parts"),
    "empty dicts in dicts": (
        returns("{i: {j: {} for j in range(200)} for i in range(200)}"),
        WRONG,
        "more than 20000 parts",
    ),
    "nested lists": (returns("eval('[' * 60 + ']' * 60)"), WRONG, "nested more than 32 deep"),
    "a list of itself": (returns("L", "L = []\nL.append(L)\n"), WRONG, "nested more than 32"),
    "long names": (
        returns("{f'{i}' + 'x' * 4000: 1.0 for i in range(100)}"),
        WRONG,
        "names and texts of more than",
    ),
    "long names in a path": (
        returns("V", "V = 1.0\nfor _ in range(30):\n    V = {'\\ud800' * 8000: V}\n"),
        WRONG,
        "returned a dict",
    ),
    "long text": (returns("'x' * 10**6"), WRONG, "names and texts of more than"),
    "a long type": (returns("T()", "T = type('x' * 10**6, (list,), {})\n"), WRONG, "names and te"),
    "a type without a name": (
        returns("T()", "M = type('M', (type,), {'__name__': 7})\nT = M('T', (list,), {})\n"),
        WRONG,
        "returned a",
    ),
    "a huge number": (returns("10 ** 100_000"), WRONG, "an integer of more than 64 bits"),
    "a huge number as a key": (returns("{10 ** 100_000: 1.0}"), WRONG, "key that can't be written"),
    "a list for a key": (
        returns("FakeKey([np.zeros((3, 1), np.uint32)])", FAKE_KEY.format("list"))
        + "FakeKey._fields = ('',)\n",
        WRONG,
        "returned a key<fry>",
    ),
    "a dict for a key": (
        returns("FakeKey({'': np.zeros((), np.uint32)})", FAKE_KEY.format("dict")),
        WRONG,
        "returned a key<fry>",
    ),
    "floats for a key": (
        returns("FakeKey({'': np.full((2,), np.nan)})", FAKE_KEY.format("dict")),
        WRONG,
        "returned a key<fry>",
    ),
    "text for a key": (
        returns("FakeKey({'': 'text'})", FAKE_KEY.format("dict")),
        WRONG,
        "returned a key<fry>",
    ),
    "an exception in a long line": (
        returns("[" + "0, " * 20_000 + "1 // 0]"),
        RAISED,
        "ZeroDivisionError",
    ),
    "an exception with a long name": (
        returns("exec('raise E')", "E = type('\\x01' * 10**5, (Exception,), {})\n"),
        RAISED,
        "It raised",
    ),
    "an exception with a long text": (
        f"{HEAD}def f(x):\n    raise ValueError('\\x01\\u202e' * 10**6)\n",
        RAISED,
        "It raised ValueError",
    ),
    "control characters printed": (
        f"{HEAD}def f(x):\n    print('\\x01' * 20_000, file=sys.stderr)\n    return x\n",
        WRONG,
        "returned a",
    ),
    "a header of empty lists": (
        f"{HEAD}{SENDS}def f(x):\n"
        "    frames.write(RESULT, frames.pack({'value': [[]] * 500_000}))\n",
        LIMIT,
        "16 MiB at most",
    ),
    "a header of nested lists": (
        f"{HEAD}{SENDS}def f(x):\n"
        "    text = b'[' * 10**5 + b']' * 10**5\n"
        "    frames.write(RESULT, b'NNXJ' + len(text).to_bytes(4, 'little') + bytes(4) + text)\n",
        REFUSED,
        "own channel",
    ),
    "an error of nested lists": (
        f"{HEAD}{SENDS}def f(x):\n"
        "    nested = '[' * 500 + ']' * 500\n"
        "    text = ('{\"error\": {\"message\": ' + nested + '}}').encode()\n"
        "    frames.write(RESULT, b'NNXJ' + len(text).to_bytes(4, 'little') + bytes(4) + text)\n"
        "    os._exit(0)\n",
        RAISED,
        "It raised",
    ),
}


@pytest.mark.parametrize(("source", "outcome", "said"), SUBMISSIONS.values(), ids=list(SUBMISSIONS))
def test_its_verdict_is_its_own_and_small(
    judge: Judge, problem: Problem, source: str, outcome: Outcome, said: str
) -> None:
    tracemalloc.start()
    try:
        verdict = judge.grade(problem, source, seed=1)
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert (verdict.verdict, said in verdict.message) == (outcome, True), verdict.message
    assert stored_bytes(verdict) <= SMALL_BYTES
    assert peak_bytes <= 2**28


@pytest.mark.parametrize(
    "name",
    ["millions of empty rows", "millions of keys", "a list for a key", "long names in a path"],
)
def test_its_review_is_small(judge: Judge, problem: Problem, name: str) -> None:
    source, *_ = SUBMISSIONS[name]

    reviewed = judge.review(problem, source, judge.grade(problem, source, seed=1))

    assert stored_bytes(reviewed) <= SMALL_BYTES


def test_all_outputs_together_have_a_limit(judge: Judge, tmp_path: Path) -> None:
    cases = [case(f"{n}", "hidden", x=float(n)) for n in range(9)]
    limits = {"returned_mb": 8, "memory_mb": 2048}
    problem = package(tmp_path, SOLUTION, cases=cases, limits=limits)

    verdict = judge.grade(problem, returns("np.zeros(8 * 2**20 - 1024, np.int8)"), seed=1)

    ends = [case.verdict for case in verdict.cases]
    assert ends == [WRONG] * 8 + [LIMIT]
    assert "those of all cases 64 MiB" in verdict.cases[-1].message
