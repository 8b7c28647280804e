"""Whole checks, of problems so small that their reports can be foreseen, by a real judge."""

from dataclasses import replace
from pathlib import Path

import pytest

from graders.core.verdict import Outcome
from graders.execution.expected_outputs import ReferenceFailedError
from graders.judge import Judge
from graders.problem.package import Problem, load_problem
from graders.sandbox.errors import SandboxFailureError
from graders.sandbox.outcomes import Compiled
from graders.verification.check import CheckFailedError, check
from graders.verification.mutation_analysis import run_mutants
from graders.verification.problem_faults import Fault
from graders.verification.report import ProblemReport, ProgramReport
from graders.verification.subject import Progress
from tests.graders.packages import case, package, with_few_shapes
from tests.graders.verification.made import ScriptedJudge, a_trial

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

    def test_marked_mutants(self, judge: Judge, tmp_path: Path) -> None:
        line = "return x * abs(x)"
        marks = [
            {"before": line, "after": after, "reason": "Nobody notices."}
            for after in ("return x * x", "return x / abs(x)", "return 7")
        ]
        solution = f"def f(x):\n    {line}\n"
        cases = [case("one", x=1.5)]
        problem = package(tmp_path, solution, cases=cases, equivalent_mutants=marks)

        report = check(judge, problem, 5)

        assert report.mutation.equivalent == 1
        assert (report.mutation.survived, report.mutation.score) == (0, 1.0)
        assert report.mutation.unmatched == ("return 7",)
        told = [each.message for each in report.findings if each.subject == "mutant"]
        assert [("remove the mark" in message) for message in told] == [True, True]
        assert "one tells it from the reference" in told[0]
        assert "'return 7'" in told[1]

    def test_zeros_are_found_out(self, judge: Judge, tmp_path: Path) -> None:
        solution = "def f(x):\n    return x * 0.0\n"
        report = check(judge, package(tmp_path, solution, cases=[case("a", x=_VECTOR)]), 5)
        accepted = [a.name for a in report.degenerate_answers if a.status == "accepted"]
        assert accepted == ["zeros"]

    def test_a_mutant_without_end_times_out(self, judge: Judge, tmp_path: Path) -> None:
        solution = "def f(x):\n    while x < 9:\n        x += 2\n    return x\n"
        # The processor's time alone, which a busy machine takes none of.
        limits = {"wall_s": 10.0, "cpu_s": 0.5}
        report = check(judge, package(tmp_path, solution, limits=limits), 5)
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

    def test_a_checker_judges_mutants_and_degenerate_answers(
        self, judge: Judge, tmp_path: Path
    ) -> None:
        # Either root is right, so the mutant without its minus is no mistake.
        solution = "import jax.numpy as jnp\ndef f(x):\n    return -jnp.sqrt(x)\n"
        checker = (
            "import jax.numpy as jnp\n"
            "def check(x, expected, got):\n"
            "    if (got == 1).all():\n"
            "        raise ValueError('not these')\n"
            "    return jnp.allclose(got**2, x)\n"
        )
        example = (
            "import jax.numpy as jnp\n"
            "def example():\n"
            "    one = jnp.array([1.44])\n"
            "    return {{'arguments': {{'x': one}}, 'expected': one**0.5, 'got': {got}}}\n"
        )
        squares = [{"dtype": "float32", "values": [4.41, 2.89]}]
        problem = package(
            tmp_path,
            solution,
            tolerance={"comparator": "custom"},
            cases=[case(f"case {n}", x=values) for n, values in enumerate(squares)],
            files={
                "checker.py": checker,
                "checker/valid/negative.py": example.format(got="-(one**0.5)"),
                "checker/invalid/squared.py": example.format(got="one**2"),
            },
        )
        report = check(judge, problem, 5)
        statuses = {answer.name: answer.status for answer in report.degenerate_answers}
        assert statuses == {
            **dict.fromkeys(["zeros", "nan", "echo_x", "bfloat16", "reversed"], "rejected"),
            **dict.fromkeys(["first_answer", "transposed"], "not_applicable"),
            "ones": "not_judged",
        }
        assert _survivors(report) == ["    return jnp.sqrt(x)"]
        assert report.mutation.not_judged == 0
        [failure, _] = report.findings
        assert failure.subject == "fault"
        assert "as on ones: case 0: ValueError in line 4: not these" in failure.message
        reasons = {spread.not_measured for spread in report.tolerance}
        assert len(reasons) == 1
        assert "checker.py" in str(reasons)

    def test_cases_of_python_generators_and_their_validator(
        self, judge: Judge, tmp_path: Path
    ) -> None:
        generator = (
            "import jax\n"
            "def generate(seed, index):\n"
            "    return {'x': {'a': jax.random.normal(jax.random.key(seed), (3,))}}\n"
        )
        problem = package(
            tmp_path,
            "import jax.numpy as jnp\ndef f(x):\n    return jnp.exp(x['a'])\n",
            cases=[],
            python_generators=[{"name": "made", "count": 1}],
            files={
                "generator.py": generator,
                "validator.py": "def validate(x):\n    assert 'b' in x, 'b is missing'\n",
            },
        )
        report = check(judge, problem, 5)
        assert [one.name for one in report.cases] == ["made 1"]
        [fault] = [finding for finding in report.findings if finding.subject == "fault"]
        assert fault.message == "validator.py: made 1: AssertionError: b is missing."
        assert report.mutation.score == 1.0
        assert [spread.not_measured for spread in report.tolerance] == [None] * 3

    def test_a_generator_that_fails(self, judge: Judge, tmp_path: Path) -> None:
        broken = package(
            tmp_path,
            "def f(x):\n    return x\n",
            python_generators=[{"name": "made", "count": 1}],
            files={"generator.py": "def generate(seed, index):\n    return 1 / 0\n"},
        )
        with pytest.raises(CheckFailedError, match=r"own generator failed.*ZeroDivisionError"):
            check(judge, broken, 5)

    @pytest.mark.timeout(300)
    def test_the_first_problem_notices_mutants(self, judge: Judge, warm_start: Problem) -> None:
        # All of them take a minute; these are from all over the solution.
        mutation = run_mutants(
            a_trial(judge, with_few_shapes(warm_start, most=1)), warm_start.spec.limits, most=6
        )
        assert [mutant.diff for mutant in mutation.mutants if mutant.status == "survived"] == []
        assert (mutation.run, mutation.killed + mutation.timed_out) == (6, 6)
        assert mutation.made > 40


def test_a_mutant_that_does_not_load_is_killed_by_no_case(warm_start: Problem) -> None:
    report = check(ScriptedJudge(), warm_start, 5)
    assert {(m.status, m.killed_by) for m in report.mutation.mutants} == {("killed", None)}
    assert report.mutation.score == 1.0


def test_what_right_examples_compile_beyond_the_warm_up(warm_start: Problem) -> None:
    right = [one for one in warm_start.submissions if one.expected is Outcome.ACCEPTED]
    add = Compiled("jit_add", ("float32[3,4]", "float32[]"))
    compiled = {right[0].source: (add,), right[1].source: ()}
    report = check(ScriptedJudge(compiled=compiled), warm_start, 5)
    told = {example.name: example.beyond_warm_up for example in report.examples}
    assert told.pop(right[0].name) == (ProgramReport(name="jit_add", takes=add.takes),)
    assert told.pop(right[1].name) == ()
    assert set(told.values()) == {None}
    assert "jit_add" not in str(report.findings)


def test_a_fresh_seed_is_the_same_for_all(warm_start: Problem) -> None:
    judge = ScriptedJudge()
    report = check(judge, warm_start)
    assert judge.seeds == {report.seed}


def test_the_report_is_json(warm_start: Problem) -> None:
    report = check(ScriptedJudge(), warm_start, 5)
    assert ProblemReport.model_validate_json(report.model_dump_json()) == report


def test_a_judge_error_is_no_report(warm_start: Problem) -> None:
    with pytest.raises(CheckFailedError, match=r"\w+/\w+\.py: As scripted\."):
        check(ScriptedJudge(Outcome.JUDGE_ERROR), warm_start, 5)


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
        check(ScriptedJudge(error=error), warm_start, 5)


def test_a_judge_error_is_told_with_the_faults_of_the_problem(warm_start: Problem) -> None:
    fault = Fault("checker.py", "the file", "The file is not valid Python.")
    judge = ScriptedJudge(Outcome.JUDGE_ERROR, faults=(fault,))
    with pytest.raises(CheckFailedError, match=r"\nchecker\.py: the file: .*not valid Python\.$"):
        check(judge, warm_start, 5)


def test_a_solution_that_is_nested_too_deeply_is_no_report(warm_start: Problem) -> None:
    deep = replace(warm_start, solution="x = " + "-" * 5000 + "1\n")
    with pytest.raises(CheckFailedError, match="nested too deeply"):
        check(ScriptedJudge(), deep, 5)
