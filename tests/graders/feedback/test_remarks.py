"""What is said about a submission beside its outputs, and what is not."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from graders.core.verdict import Outcome, Verdict
from graders.judge import Judge
from graders.problem.package import Problem
from tests.graders.packages import package

HEAD = "import jax, jax.numpy as jnp, numpy as np, random, time\nfrom flax import nnx\n"
SOLUTION = HEAD + "def f(x):\n    return x * 2\n"


GRID = {"axes": ["n"], "shapes": [[3], [2]]}
# Every process compiles what it uses for each.
ONE_SHAPE = {"axes": ["n"], "shapes": [[3]]}


def problem_of(
    folder: Path,
    solution: str = SOLUTION,
    grid: Mapping[str, object] = ONE_SHAPE,
    **changes: Any,
) -> Problem:
    generator = {
        "name": "drawn",
        "count": 2,
        "grid": grid,
        "arguments": {"x": {"distribution": "normal", "shape": ["n"]}},
    }
    return package(folder, solution, **({"cases": [], "generators": [generator]} | changes))


def review(judge: Judge, problem: Problem, body: str, head: str = "") -> Verdict:
    """The reviewed verdict on `f` with this body, whose first line is line 5 of the file."""
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    source = f"{HEAD}{head}\ndef f(x):\n{lines}"
    return judge.review(problem, source, judge.grade(problem, source, seed=1))


def kinds(verdict: Verdict) -> dict[str, int | None]:
    return {remark.kind: remark.line for remark in verdict.remarks}


FOUND = [
    pytest.param(
        "v = nnx.Param(x)\ny = v.value * 2\nreturn y", "deprecated_api", 6, id="value is read"
    ),
    pytest.param(
        "v = nnx.Param(x)\nv.value = x * 2\nreturn v[...]", "deprecated_api", 6, id="value is set"
    ),
    pytest.param("return jax.jit(lambda y: y * 2)(x)", "retraces", 5, id="jit of a new function"),
    pytest.param("return x * 2 if x.sum() > -1e9 else x", "not_traceable", 5, id="truth of array"),
    pytest.param("return x * (2 + 0 * int(x[0]))", "not_traceable", 5, id="number of array"),
    pytest.param(
        "k = jax.random.key(0)\na = jax.random.normal(k)\n"
        "return x * 2 + 0 * (a + jax.random.uniform(k))",
        "key_reuse",
        7,
        id="key drawn from twice",
    ),
    pytest.param(
        "k = jax.random.key(0)\nkeys = jax.random.split(k)\n"
        "return x * 2 + 0 * jax.random.normal(k)",
        "key_reuse",
        7,
        id="key drawn from after its split",
    ),
    pytest.param("y = x * 2\nx.delete()\nreturn y", "changes_inputs", None, id="input deleted"),
    pytest.param(
        "np.random.seed(1)\nreturn x * 2", "changes_global_state", None, id="NumPy's random state"
    ),
    pytest.param(
        "random.random()\nreturn x * 2", "changes_global_state", None, id="Python's random state"
    ),
    pytest.param(
        "jax.config.update('jax_debug_nans', True)\nreturn x * 2",
        "changes_global_state",
        None,
        id="JAX's configuration",
    ),
    pytest.param(
        "global calls\ncalls += 1\nreturn x * 2 + (calls > 1)",
        "not_repeatable",
        None,
        id="counts its calls",
    ),
    pytest.param(
        "return np.array([2, 2, 2][:len(x)], np.float32) * x.__array__()",
        "numpy_output",
        None,
        id="NumPy",
    ),
    pytest.param(
        "end = time.process_time() + 0.15\nwhile time.process_time() < end: pass\nreturn x * 2",
        "slow",
        None,
        id="slow",
    ),
]


@pytest.mark.parametrize(("body", "kind", "line"), FOUND)
def test_remark(judge: Judge, tmp_path: Path, body: str, kind: str, line: int | None) -> None:
    verdict = review(judge, problem_of(tmp_path), body, "calls = 0")
    assert kind in kinds(verdict)
    assert kinds(verdict)[kind] == line


NOT_FOUND = [
    pytest.param("return jax.lax.scan(lambda c, y: (c, y * 2), 0.0, x)[1]", id="scan inside"),
    pytest.param("return x * 2", id="plain"),
    pytest.param(
        "class Box:\n    def __init__(self): self.value = 2\nreturn x * Box().value",
        id="another's attribute of that name",
    ),
    pytest.param("v = nnx.Param(x)\nv[...] = v[...] * 2\nreturn v[...]", id="brackets"),
    pytest.param(
        "k = jax.random.split(jax.random.key(0), 3)\n"
        "return x * 2 + 0 * sum(jax.random.normal(k[i]) for i in range(3))",
        id="split keys",
    ),
    pytest.param(
        "k = jax.random.split(jax.random.key(0), 3)\n"
        "i = (x[0] > 9).astype(int)\n"
        "return x * 2 + 0 * (jax.random.normal(k[i]) + jax.random.normal(k[i + 1]))",
        id="split keys by traced index",
    ),
    pytest.param(
        "a, b = jax.random.split(jax.random.key(0))\n"
        "return x * 2 + 0 * jax.vmap(jax.random.normal)(jnp.stack([a, b])).sum()",
        id="stacked keys",
    ),
    pytest.param(
        "k = jax.random.key(0)\n"
        "return x * 2 + 0 * sum(jax.random.normal(jax.random.fold_in(k, i)) for i in range(3))",
        id="folded keys",
    ),
    pytest.param(
        "r = nnx.Rngs(0)\na, b = nnx.Linear(1, 1, rngs=r), nnx.Linear(1, 1, rngs=r)\n"
        "return x * 2 + 0 * b(a(x[:1]))",
        id="nnx.Rngs",
    ),
    pytest.param("return jnp.where(x > 0, x * 2, x + x)", id="where"),
    pytest.param("print(random.Random(0).random())\nreturn x * 2", id="its own random state"),
    pytest.param("cache.append(x.shape)\nreturn x * 2", id="state that changes no output"),
]


@pytest.mark.parametrize("body", NOT_FOUND)
def test_no_remark(judge: Judge, tmp_path: Path, body: str) -> None:
    # That it is traced for another shape is no fault of its own either.
    verdict = review(judge, problem_of(tmp_path, grid=GRID), body, "cache = []")
    assert (verdict.verdict, verdict.remarks) == (Outcome.ACCEPTED, ())


def test_what_the_reference_does_too_is_no_remark(judge: Judge, tmp_path: Path) -> None:
    branches = "return x * 2 if x.sum() > 0 else x + x"
    solution = f"{HEAD}def f(x):\n    {branches}\n"
    assert review(judge, problem_of(tmp_path, solution), branches).remarks == ()


def test_each_remark_says_why_it_matters(judge: Judge, tmp_path: Path) -> None:
    body = "v = nnx.Param(x)\nfor _ in range(3):\n    y = v.value * 2\nreturn y + 0 * v.value"
    [remark] = review(judge, problem_of(tmp_path), body).remarks
    assert remark.line == 7
    assert "later versions will remove" in remark.text
    assert "variable.get_value()" in remark.text


def test_a_wrong_submission_gets_remarks_too(judge: Judge, tmp_path: Path) -> None:
    verdict = review(judge, problem_of(tmp_path), "return nnx.Param(x).value * 3")
    assert (verdict.verdict, kinds(verdict)) == (Outcome.WRONG_ANSWER, {"deprecated_api": 5})


def test_no_remark_where_a_limit_stopped_it(judge: Judge, tmp_path: Path) -> None:
    problem = problem_of(tmp_path, limits={"wall_s": 0.5})
    verdict = review(judge, problem, "nnx.Param(x).value\nwhile True: pass")
    assert (verdict.verdict, verdict.remarks) == (Outcome.TIME_LIMIT_EXCEEDED, ())


def test_grade_alone_remarks_nothing(judge: Judge, tmp_path: Path) -> None:
    source = HEAD + "def f(x):\n    return nnx.Param(x).value * 2\n"
    strategies = ("fork", "fresh")
    # Its own revision: no outputs of the reference's are kept from before.
    problem = problem_of(tmp_path, SOLUTION + "# alone\n")
    before = judge.counts()
    verdict = judge.grade(problem, source, seed=1)
    ran = {each: judge.counts().get(each, 0) - before.get(each, 0) for each in strategies}
    assert verdict.remarks == ()
    # The submission once, the reference once.
    assert sum(ran.values()) == 2


@pytest.mark.parametrize(
    ("forged", "lengths"),
    [
        ("[['deprecated_api', -5, 'x' * 10**6], ['of_its_own', 1, ''], 7, {}, None]", [500]),
        ("[['deprecated_api', 2**70, str(n)] for n in range(1000)]", [1] * 10 + [2] * 10),
        ("'nothing'", []),
    ],
)
def test_what_a_process_forges_is_checked_and_capped(
    judge: Judge, tmp_path: Path, forged: str, lengths: list[int]
) -> None:
    body = (
        "import sys\n"
        "observer = sys.modules['graders.sandbox.child.side_effects'].Observer\n"
        f"observer.noticed = lambda self: {forged}\n"
        "return x * 2"
    )
    verdict = review(judge, problem_of(tmp_path), body)
    assert verdict.verdict is Outcome.ACCEPTED
    assert {(r.kind, r.line) for r in verdict.remarks} <= {("deprecated_api", None)}
    details = [remark.text.partition(": ")[2] for remark in verdict.remarks]
    assert [len(detail) for detail in details] == lengths


class TestForbid:
    """`feedback.forbid` in `problem.toml`."""

    def problem(self, folder: Path, *kinds: str) -> Problem:
        return problem_of(folder, feedback={"forbid": list(kinds)})

    def test_what_is_forbidden_fails(self, judge: Judge, tmp_path: Path) -> None:
        source = HEAD + "def f(x):\n    return nnx.Param(x).value * 2\n"
        verdict = judge.grade(self.problem(tmp_path, "deprecated_api"), source, seed=1)
        assert verdict.verdict is Outcome.WRONG_ANSWER
        assert verdict.message.startswith("The outputs are right, but 'deprecated_api' is not met.")
        assert [verdict.passed, verdict.total, verdict.score] == pytest.approx([2, 3, 2 / 3])
        assert kinds(verdict) == {"deprecated_api": 4}

    def test_what_else_is_remarked_does_not_fail(self, judge: Judge, tmp_path: Path) -> None:
        source = HEAD + "def f(x):\n    return nnx.Param(x).value * 2\n"
        problem = self.problem(tmp_path, "not_traceable", "key_reuse")
        assert judge.grade(problem, source, seed=1).verdict is Outcome.ACCEPTED

    def test_a_wrong_answer_stays_one(self, judge: Judge, tmp_path: Path) -> None:
        source = HEAD + "def f(x):\n    return nnx.Param(x).value * 3\n"
        verdict = judge.grade(self.problem(tmp_path, "deprecated_api"), source, seed=1)
        assert verdict.message.startswith("0 of 2 cases passed.")
        assert verdict.cases[-1].verdict is Outcome.SKIPPED


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("jitted_forward", set()),
        ("state_update", set()),
        ("kernel_value", {"deprecated_api"}),
        ("numpy_forward", {"not_traceable", "numpy_output"}),
    ],
)
def test_remarks_on_the_accepted_examples(
    warm_judge: Judge, few_shapes: Problem, name: str, expected: set[str]
) -> None:
    [source] = [e.source for e in few_shapes.submissions if e.name == f"accepted/{name}.py"]
    verdict = warm_judge.review(few_shapes, source, warm_judge.grade(few_shapes, source, seed=1))
    assert set(kinds(verdict)) == expected
