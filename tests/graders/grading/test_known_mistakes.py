"""Hints: whose mistake a wrong submission made, whatever was ready, and at whose cost."""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from graders.core.values import Value, number
from graders.core.verdict import CaseVerdict, Hint, Outcome
from graders.execution.kept_answers import KeptAnswers
from graders.execution.precomputed import Part, PrecomputedDraws
from graders.execution.run_cases import Execution, Stopped
from graders.grading.known_mistakes import KnownMistakes
from graders.judge import Judge
from graders.problem.cases import Case, draw_cases
from graders.problem.package import Problem
from graders.sandbox.errors import SandboxFailureError
from graders.sandbox.outcomes import Limit
from tests.graders.packages import case, package
from tests.graders.scripted import a_call

SOLUTION = "def f(x):\n    return 2 * x\n"
SQUARED = '"""This is x squared."""\ndef f(x):\n    return x * x\n'
TRIPLED = '"""This is three times x."""\ndef f(x):\n    return 3 * x\n'
HIDDEN = 739.25
SEED = 1
GENERATOR = {
    "name": "drawn",
    "count": 2,
    "grid": {"axes": ["n"], "shapes": [[1]]},
    "arguments": {"x": {"distribution": "uniform", "low": 5.0, "high": 9.0}},
}


def doubling(folder: Path, examples: dict[str, str], **changes: Any) -> Problem:
    """Twice x. On the sample, x squared is the same."""
    cases = [case("sample", x=2.0), case("kept back", "hidden", x=HIDDEN)]
    given = {"cases": cases, "generators": [GENERATOR], "accept": ["python"], **changes}
    files = {f"submissions/{name}": source for name, source in examples.items()}
    return package(folder, SOLUTION, files=files, **given)


def named(judge: Judge, problem: Problem, source: str) -> list[str]:
    hints = judge.grade(problem, source, seed=1).hints
    return [name for hint in hints for name in hint.mistakes]


@pytest.fixture
def problem(tmp_path: Path) -> Problem:
    examples = {"wrong_answer/squared.py": SQUARED, "wrong_answer/tripled.py": TRIPLED}
    return doubling(tmp_path, examples)


def test_the_mistake_is_named_with_its_hint_and_the_cases(judge: Judge, problem: Problem) -> None:
    verdict = judge.grade(problem, "def f(x):\n    return x**2\n", seed=1)
    failed = ("drawn 1", "drawn 2", "kept back")
    assert verdict.hints == (Hint(mistake="squared", text="This is x squared.", cases=failed),)


def test_what_is_right_gets_no_hint(judge: Judge, problem: Problem) -> None:
    assert named(judge, problem, "def f(x):\n    return x + x\n") == []


def test_an_unknown_mistake_is_not_guessed(judge: Judge, problem: Problem) -> None:
    assert named(judge, problem, "def f(x):\n    return 1.5 * x\n") == []


def test_two_mistakes_on_different_cases_are_not_named(judge: Judge, problem: Problem) -> None:
    assert named(judge, problem, f"def f(x):\n    return x * (x if x < {HIDDEN} else 3)\n") == []


def test_mistakes_that_the_cases_cannot_tell_apart_are_all_named_and_each_hint_given_once(
    judge: Judge, tmp_path: Path
) -> None:
    other = "These are three, added up."
    titled = "It is tripled\n\nThis is three times x."
    examples = {
        "wrong_answer/a.py": TRIPLED.replace("This is three times x.", titled),
        "wrong_answer/b.py": TRIPLED.replace("This is three times x.", other),
        "wrong_answer/c.py": TRIPLED.replace("3 * x", "x * 3"),
    }
    problem = doubling(tmp_path, examples)
    verdict = judge.grade(problem, "def f(x):\n    return x + x + x\n", seed=1)
    failed = tuple(each.name for each in verdict.cases)
    assert verdict.hints == (
        Hint(
            mistake="a",
            also=("c",),
            title="It is tripled / C",
            text="This is three times x.",
            cases=failed,
        ),
        Hint(mistake="b", text=other, cases=failed),
    )


def test_an_exception_is_named(judge: Judge, tmp_path: Path) -> None:
    example = '"""x is a float."""\ndef f(x):\n    return sum(2 for _ in range(x))\n'
    problem = doubling(tmp_path, {"runtime_error/ranged.py": example})
    assert named(judge, problem, "def f(x):\n    return [x for x in range(x)]\n") == ["ranged"]
    assert named(judge, problem, "def f(x):\n    return x[0]\n") == []


class TestMistakesOfForm:
    def test_named_where_no_example_is(self, judge: Judge, problem: Problem) -> None:
        verdict = judge.grade(problem, "def f(x):\n    return [0.0, 2 * x]\n", seed=1)
        [hint] = verdict.hints
        assert (hint.mistake, hint.also) == ("wrapped", ())
        assert hint.text.startswith("The output holds what is expected as one of its parts")
        assert hint.cases == ("sample", "drawn 1", "drawn 2", "kept back")

    def test_an_example_goes_before(self, judge: Judge, tmp_path: Path) -> None:
        listed = '"""It is in a list."""\ndef f(x):\n    return [2 * x]\n'
        problem = doubling(tmp_path, {"wrong_answer/listed.py": listed})
        assert named(judge, problem, "def f(x):\n    return [x + x]\n") == ["listed"]

    def test_named_only_if_all_that_failed_show_it(self, judge: Judge, problem: Problem) -> None:
        source = "def f(x):\n    return [2 * x] if x < 4 else str(x)\n"
        assert named(judge, problem, source) == []

    def test_nothing_of_a_secret_case(self, judge: Judge, problem: Problem) -> None:
        # Which mistake it shows there is the submission's choice.
        source = f"def f(x):\n    return [2 * x] if x == {HIDDEN} else 2 * x\n"
        verdict = judge.grade(problem, source, seed=1)
        assert verdict.verdict is Outcome.WRONG_ANSWER
        assert verdict.hints == ()

    @pytest.mark.parametrize(
        ("body", "name"),
        [
            ("print(2 * x)", "nothing_returned"),
            ("return lambda: 2 * x", "function_returned"),
            ("return nnx.Linear(1, 1, rngs=nnx.Rngs(0))", "module_returned"),
            ("return nnx.split(nnx.Linear(1, 1, rngs=nnx.Rngs(0)))", "class_returned"),
            ("return map(float, [x])", "iterator_returned"),
            ("return object()", "object_returned"),
            ("return jnp.zeros(x)", "float_for_an_integer"),
            ("return [2] * x", "float_for_an_integer"),
            ("return range(x)", "float_for_an_integer"),
        ],
    )
    def test_what_is_no_output(self, judge: Judge, problem: Problem, body: str, name: str) -> None:
        source = f"import jax.numpy as jnp\nfrom flax import nnx\ndef f(x):\n    {body}\n"
        assert named(judge, problem, source) == [name]

    def test_other_parameters(self, judge: Judge, problem: Problem) -> None:
        assert named(judge, problem, "def f(x, y):\n    return x\n") == ["wrong_parameters"]
        assert named(judge, problem, "def f():\n    return 1.0\n") == ["wrong_parameters"]


class TestUnusedResult:
    UNCHANGED = '"""A name was given."""\ndef f(x):\n    y = 2 * x\n    return x\n'
    DROPPED = "import jax\ndef f(x):\n    jax.tree.map(lambda a: 2 * a, x)\n    return x\n"

    def test_told_instead_of_an_example_that_does_the_same(
        self, judge: Judge, tmp_path: Path
    ) -> None:
        problem = doubling(tmp_path, {"wrong_answer/name_rebound.py": self.UNCHANGED})
        [hint] = judge.grade(problem, self.DROPPED, seed=1).hints
        assert hint.mistake == "result_not_used"
        assert hint.text.startswith("jax.tree.map changes nothing in place")
        assert "(line 3)" in hint.text
        assert named(judge, problem, self.UNCHANGED) == ["name_rebound"]

    def test_an_example_that_drops_a_result_goes_before(self, judge: Judge, tmp_path: Path) -> None:
        problem = doubling(
            tmp_path,
            {
                "wrong_answer/name_rebound.py": self.UNCHANGED,
                "wrong_answer/not_written_back.py": f'"""Write it back."""\n{self.DROPPED}',
            },
        )
        assert named(judge, problem, self.DROPPED) == ["not_written_back"]
        assert named(judge, problem, self.UNCHANGED) == ["name_rebound"]


def test_an_exception_at_loading_is_named_and_explains_no_case(
    judge: Judge, tmp_path: Path
) -> None:
    example = '"""There is no torch here."""\nimport torch\ndef f(x): return x\n'
    problem = doubling(tmp_path, {"runtime_error/torch.py": example})
    verdict = judge.grade(problem, "import math, torch\ndef f(x):\n    return x\n", seed=1)
    assert verdict.hints == (Hint(mistake="torch", text="There is no torch here.", cases=()),)


def test_only_examples_of_the_same_verdict_are_asked(judge: Judge, tmp_path: Path) -> None:
    problem = doubling(tmp_path, {"time_limit_exceeded/tripled.py": TRIPLED})
    assert named(judge, problem, TRIPLED) == []


def test_an_example_that_is_stopped_does_not_keep_others_from_being_named(
    judge: Judge, tmp_path: Path
) -> None:
    examples = {
        "wrong_answer/a_before.py": SQUARED,
        "wrong_answer/exits.py": '"""It exits."""\ndef f(x):\n    import os\n    os._exit(1)\n',
        "wrong_answer/tripled.py": TRIPLED,
    }
    assert named(judge, doubling(tmp_path, examples), TRIPLED) == ["tripled"]


def test_a_hint_tells_nothing_of_a_hidden_case_but_its_name(judge: Judge, problem: Problem) -> None:
    verdict = judge.grade(problem, TRIPLED, seed=1)
    [hint] = verdict.hints
    assert "kept back" in hint.cases
    for secret in (HIDDEN, 2 * HIDDEN, 3 * HIDDEN):
        assert str(secret) not in verdict.model_dump_json()


class ScriptedStrategies:
    """Runs each example as if it tripled, and keeps which; the first `failures` times it fails.

    With `stops`, each example is stopped before its first answer.
    """

    def __init__(self, failures: int = 0, *, stops: bool = False) -> None:
        self.failures = failures
        self.stops = stops
        self.ran: list[str] = []

    def execute_each(
        self, problem: Problem, sources: Sequence[str], cases: Sequence[Case]
    ) -> list[Execution]:
        return [self.execute(problem, "example", source, cases) for source in sources]

    def execute(
        self, problem: Problem, role: str, source: str, cases: Sequence[Case], **_: object
    ) -> Execution:
        assert (problem.name, role) == ("example", "example")
        if self.failures:
            self.failures -= 1
            raise SandboxFailureError("as scripted")
        self.ran.append(source)
        if self.stops:
            stopped = Stopped(Limit.WALL, memory_nearly_exhausted=False, stdout="", stderr="")
            return Execution(stopped=stopped)
        return tripled(cases)


def tripled(cases: Sequence[Case]) -> Execution:
    arguments = [each.arguments["x"] for each in cases]
    return Execution(calls=[a_call(number(3 * x.data.item())) for x in arguments])  # type: ignore[union-attr]


def hints(mistakes: KnownMistakes, problem: Problem, outcome: Outcome) -> tuple[Hint, ...]:
    cases = draw_cases(problem.spec, SEED)
    expected = [number(2 * each.arguments["x"].data.item()) for each in cases]  # type: ignore[union-attr]
    verdicts = [
        CaseVerdict(name=each.name, visibility="hidden", verdict=outcome, message="")
        for each in cases
    ]
    return mistakes.hints(
        problem, SEED, TRIPLED, tripled(cases), cases, expected, verdicts, outcome, stop=None
    )


def mistakes_by(
    strategies: ScriptedStrategies,
    draws: Path | None = None,
    kept: Path | None = None,
    where: str = "here",
) -> KnownMistakes:
    precomputed = PrecomputedDraws(draws, {"jax": "0"}, 1, 1)
    return KnownMistakes(strategies, precomputed, KeptAnswers(kept, where))  # type: ignore[arg-type]


def test_nothing_runs_for_what_is_right(problem: Problem) -> None:
    strategies = ScriptedStrategies()
    assert hints(mistakes_by(strategies), problem, Outcome.ACCEPTED) == ()
    assert strategies.ran == []


def test_what_the_fixed_cases_show_is_computed_once(problem: Problem) -> None:
    strategies = ScriptedStrategies()
    mistakes = mistakes_by(strategies)
    assert mistakes.prepare(problem)
    assert strategies.ran == [SQUARED, TRIPLED]
    assert not mistakes.prepare(problem)
    assert len(strategies.ran) == 2


class TestAfterAnotherStart:
    def test_what_the_fixed_cases_show_is_still_known(
        self, problem: Problem, tmp_path: Path
    ) -> None:
        before, after = ScriptedStrategies(), ScriptedStrategies()
        told = hints(mistakes_by(before, kept=tmp_path), problem, Outcome.WRONG_ANSWER)
        assert hints(mistakes_by(after, kept=tmp_path), problem, Outcome.WRONG_ANSWER) == told
        assert before.ran[:2] == [SQUARED, TRIPLED]
        assert after.ran == before.ran[2:]

    def test_on_other_versions_it_is_computed_again(self, problem: Problem, tmp_path: Path) -> None:
        strategies = ScriptedStrategies()
        mistakes_by(ScriptedStrategies(), kept=tmp_path).prepare(problem)
        mistakes_by(strategies, kept=tmp_path, where="elsewhere").prepare(problem)
        assert strategies.ran == [SQUARED, TRIPLED]

    def test_what_is_damaged_is_computed_again(self, problem: Problem, tmp_path: Path) -> None:
        mistakes_by(ScriptedStrategies(), kept=tmp_path).prepare(problem)
        [file] = tmp_path.glob("*.answers")
        file.write_bytes(file.read_bytes()[:-1])
        strategies = ScriptedStrategies()
        mistakes_by(strategies, kept=tmp_path).prepare(problem)
        assert strategies.ran == [SQUARED, TRIPLED]

    def test_nothing_is_kept_where_an_example_was_stopped(
        self, problem: Problem, tmp_path: Path
    ) -> None:
        mistakes_by(ScriptedStrategies(stops=True), kept=tmp_path).prepare(problem)
        strategies = ScriptedStrategies()
        mistakes_by(strategies, kept=tmp_path).prepare(problem)
        assert strategies.ran == [SQUARED, TRIPLED]


def test_a_failure_of_the_sandbox_is_tried_again(
    problem: Problem, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        told = hints(mistakes_by(ScriptedStrategies(2)), problem, Outcome.WRONG_ANSWER)
    assert [hint.mistake for hint in told] == ["squared", "tripled"]
    assert caplog.text.count("as scripted") == 2


def test_a_sandbox_that_keeps_failing_costs_the_hints_and_not_the_verdict(
    problem: Problem, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert hints(mistakes_by(ScriptedStrategies(9)), problem, Outcome.WRONG_ANSWER) == ()
    assert "as scripted" in caplog.text


def kept(folder: Path, problem: Problem, answers: dict[str, list[Value]]) -> None:
    """Have the precomputed draws know what the examples do on the draw."""
    draws = PrecomputedDraws(folder, {"jax": "0"}, 1, 1).of(problem)
    assert draws is not None
    draws.refresh()
    draws.write(SEED, Part.MISTAKES, answers)


def times(factor: float, problem: Problem, most: int | None = None) -> list[Value]:
    cases = draw_cases(problem.spec, SEED)[:most]
    return [number(factor * each.arguments["x"].data.item()) for each in cases]  # type: ignore[union-attr]


def test_on_a_precomputed_draw_nothing_is_run(problem: Problem, tmp_path: Path) -> None:
    answers = {"wrong_answer/squared.py": times(7, problem)}
    kept(tmp_path, problem, answers | {"wrong_answer/tripled.py": times(3, problem)})
    strategies = ScriptedStrategies()
    told = hints(mistakes_by(strategies, tmp_path), problem, Outcome.WRONG_ANSWER)
    assert [hint.mistake for hint in told] == ["tripled"]
    assert strategies.ran == []


def test_an_example_known_on_the_first_cases_alone_is_run_where_they_fit(
    problem: Problem, tmp_path: Path
) -> None:
    answers = {"wrong_answer/squared.py": times(7, problem, 2)}
    kept(tmp_path, problem, answers | {"wrong_answer/tripled.py": times(3, problem, 2)})
    strategies = ScriptedStrategies()
    told = hints(mistakes_by(strategies, tmp_path), problem, Outcome.WRONG_ANSWER)
    assert [hint.mistake for hint in told] == ["tripled"]
    assert strategies.ran == [TRIPLED]


def test_an_example_that_was_stopped_ahead_explains_nothing(
    problem: Problem, tmp_path: Path
) -> None:
    kept(tmp_path, problem, {"wrong_answer/squared.py": times(7, problem)})
    strategies = ScriptedStrategies()
    assert hints(mistakes_by(strategies, tmp_path), problem, Outcome.WRONG_ANSWER) == ()
    assert strategies.ran == []
