"""Whole checks, of problems so small that their reports can be foreseen, by a real judge."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from graders.cases import Case, draw_cases
from graders.execution import Execution
from graders.expected import ReferenceFailedError
from graders.judge import Judge
from graders.problem import Problem, load_problem
from graders.sandbox.errors import SandboxFailureError
from graders.sandbox.outcomes import Raised
from graders.strength.check import CheckFailedError, check
from graders.strength.mutation import run_mutants
from graders.strength.report import ProblemReport
from graders.strength.trial import Progress, Trial
from graders.values import Value, number
from graders.verdict import Environment, Outcome, Verdict
from tests.graders.conftest import REFERENCE
from tests.graders.packages import case, package

_VECTOR = {"dtype": "float32", "values": [0.3, -1.7, 2.9]}


def _survivors(report: ProblemReport) -> list[str]:
    return [
        row[1:]
        for mutant in report.mutation.mutants
        if mutant.status == "survived"
        for row in mutant.diff.splitlines()[2:]
        if row.startswith("+")
    ]


class TestWithARealJudge:
    def test_a_weak_problem(self, judge: Judge, tmp_path: Path) -> None:
        solution = "def f(x):\n    return x * abs(x)\n"
        weak = package(tmp_path, solution, cases=[case("one", x=1.0), case("zero", x=0.0)])
        folder = tmp_path / "example" / "submissions" / "wrong_answer"
        folder.mkdir(parents=True)
        (folder / "cube.py").write_text('"""A hint."""\ndef f(x):\n    return x**3\n')
        weak = load_problem(tmp_path / "example")
        told: list[Progress] = []

        report = check(judge, weak, 5, told.append)

        assert not report.holds
        assert (report.problem, report.revision, report.seed) == ("example", weak.revision, 5)
        [example] = report.examples
        assert (example.got, example.caught_by) == (Outcome.ACCEPTED, ())
        accepted = [a.name for a in report.degenerate_answers if a.status == "accepted"]
        assert accepted == ["echo_x"]
        assert _survivors(report) == ["    return x * x"]
        assert report.mutation.made == report.mutation.run
        # x / abs(x) raises for zero only.
        assert [c.first_kills for c in report.cases] == [1, 1]
        subjects = [finding.subject for finding in report.findings]
        assert subjects == ["example", "degenerate_answer", "mutant"]
        assert told[0] == Progress("tolerance", 0, 2)
        assert told[-1] == Progress("mutants", report.mutation.run, report.mutation.run)
        assert {progress.stage for progress in told} == {"tolerance", "examples", "mutants"}

    def test_zeros_are_found_out(self, judge: Judge, tmp_path: Path) -> None:
        solution = "def f(x):\n    return x * 0.0\n"
        report = check(judge, package(tmp_path, solution, cases=[case("a", x=_VECTOR)]), 5)
        accepted = [a.name for a in report.degenerate_answers if a.status == "accepted"]
        assert accepted == ["zeros"]

    def test_a_mutant_without_end_times_out(self, judge: Judge, tmp_path: Path) -> None:
        solution = "def f(x):\n    while x < 9:\n        x += 2\n    return x\n"
        report = check(judge, package(tmp_path, solution), 5)
        timed_out = [m for m in report.mutation.mutants if m.status == "timed_out"]
        assert {(mutant.operator, mutant.killed_by) for mutant in timed_out} == {
            ("arithmetic", "sample"),
            ("statement_dropped", "sample"),
        }
        assert report.mutation.timed_out == len(timed_out)
        assert report.mutation.score is not None

    def test_the_tolerance_is_measured(self, judge: Judge, tmp_path: Path) -> None:
        # float32 rounds by up to 6e-8 of a value: far beyond this tolerance.
        solution = (
            "import jax\nimport jax.numpy as jnp\n"
            "def f(x):\n"
            "    drawn = jax.random.normal(jax.random.key(0), x.shape)\n"
            "    weights = jax.nn.initializers.normal(1.0)(jax.random.key(1), x.shape)\n"
            "    return jnp.exp(x) * drawn * weights\n"
        )
        tight = package(
            tmp_path,
            solution,
            tolerance={"rtol": 1e-8, "atol": 0.0},
            cases=[case("only", x=_VECTOR)],
        )
        report = check(judge, tight, 5)
        float64, jitted, bfloat16 = report.tolerance
        # The same numbers were drawn, or it would be off by far more than float32's rounding.
        assert float64.share_of_tolerance is not None
        assert 1 < float64.share_of_tolerance < 1e-6 / 1e-8
        assert float64.worst_case == "only"
        assert jitted.share_of_tolerance is not None
        assert bfloat16.share_of_tolerance is not None
        assert bfloat16.share_of_tolerance > 1e-3 / 1e-8
        [warning] = [
            f for f in report.findings if f.message.startswith("In 'only' the reference in")
        ]
        assert warning.severity == "warning"

    def test_what_can_not_be_jitted_says_why(self, judge: Judge, tmp_path: Path) -> None:
        solution = "def f(x):\n    return x if x[0] > 0 else -x\n"
        report = check(judge, package(tmp_path, solution, cases=[case("a", x=_VECTOR)]), 5)
        jitted = report.tolerance[1]
        assert jitted.share_of_tolerance is None
        assert jitted.not_measured is not None
        assert "TracerBoolConversionError" in jitted.not_measured

    def test_a_reference_that_fails(self, judge: Judge, tmp_path: Path) -> None:
        broken = package(tmp_path, "def f(x):\n    return 1 / 0\n")
        with pytest.raises(CheckFailedError, match=r"own solution failed.*ZeroDivisionError"):
            check(judge, broken, 5)

    @pytest.mark.timeout(300)  # Some of the mutants, and both templates, have to be compiled.
    def test_the_first_problem_notices_every_mutant(self, warm_start: Problem) -> None:
        # Of a judge of its own, which keeps the reference's programs compiled for all mutants.
        with Judge(private=[REFERENCE]) as judge:
            judge.warm(warm_start)
            expected = judge.expected_outputs(warm_start, 5)
            cases = draw_cases(warm_start.spec, 5)
            trial = Trial(judge, warm_start, 5, cases, expected, lambda _: None)
            mutation = run_mutants(trial, warm_start.spec.limits)
        assert [mutant.diff for mutant in mutation.mutants if mutant.status == "survived"] == []
        assert mutation.run == mutation.made > 40


class _ScriptedJudge:
    """Expects 1, accepts every submission, and can't load a variant of the reference."""

    def __init__(self, outcome: Outcome = Outcome.ACCEPTED, error: Exception | None = None) -> None:
        self.outcome = outcome
        self.error = error
        self.seeds: set[int | None] = set()

    def warm(self, problem: Problem) -> None:
        pass

    def expected_outputs(self, problem: Problem, seed: int) -> tuple[Value, ...]:
        self.seeds.add(seed)
        if self.error is not None:
            raise self.error
        return (number(1.0),) * problem.spec.case_count

    def execute_as_reference(
        self, problem: Problem, source: str, cases: Sequence[Case]
    ) -> Execution:
        assert source != problem.solution
        assert len(cases) in (1, problem.spec.case_count)
        return Execution(loading=Raised("run", "ValueError", "scripted", 1))

    def grade(self, problem: Problem, source: str, *, seed: int | None = None) -> Verdict:
        assert source in {example.source for example in problem.submissions}
        self.seeds.add(seed)
        return Verdict(
            id="1",
            problem=problem.name,
            revision=problem.revision,
            seed=seed or 0,
            verdict=self.outcome,
            message="As scripted.",
            passed=1,
            total=1,
            score=1.0,
            cases=(),
            environment=Environment(python="3", jax="0", flax="0", sandbox=()),
        )


def test_a_mutant_that_does_not_load_is_killed_by_no_case(warm_start: Problem) -> None:
    report = check(_ScriptedJudge(), warm_start, 5)
    assert {(m.status, m.killed_by) for m in report.mutation.mutants} == {("killed", None)}
    assert report.mutation.score == 1.0


def test_a_fresh_seed_is_the_same_for_all(warm_start: Problem) -> None:
    judge = _ScriptedJudge()
    report = check(judge, warm_start)
    assert judge.seeds == {report.seed}


def test_the_report_is_json(warm_start: Problem) -> None:
    report = check(_ScriptedJudge(), warm_start, 5)
    assert ProblemReport.model_validate_json(report.model_dump_json()) == report


def test_a_judge_error_is_no_report(warm_start: Problem) -> None:
    with pytest.raises(CheckFailedError, match=r"\w+/\w+\.py: As scripted\."):
        check(_ScriptedJudge(Outcome.JUDGE_ERROR), warm_start, 5)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ReferenceFailedError("it returned None"), "own solution failed: it returned None"),
        (SandboxFailureError("out of memory"), "sandbox failed: out of memory"),
    ],
)
def test_no_expected_outputs_are_no_report(
    warm_start: Problem, error: Exception, said: str
) -> None:
    with pytest.raises(CheckFailedError, match=said):
        check(_ScriptedJudge(error=error), warm_start, 5)


def test_a_solution_that_is_nested_too_deeply_is_no_report(warm_start: Problem) -> None:
    deep = replace(warm_start, solution="x = " + "-" * 5000 + "1\n")
    with pytest.raises(CheckFailedError, match="nested too deeply"):
        check(_ScriptedJudge(), deep, 5)
