from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock

import pytest

from graders.core.verdict import CaseVerdict, Environment, Hint, Outcome, Verdict
from graders.problem.examples import ExampleSubmission
from graders.problem.package import Problem, load_problem
from graders.verification.examples import ExampleResult, check_examples

_PACKAGE = Path(__file__).parents[3] / "reference" / "add_layer_warm_start"
_ENVIRONMENT = Environment(python="3", jax="0", flax="0", sandbox=())


def _verdict(outcome: Outcome, seed: int, cases: Sequence[tuple[str, Outcome]] = ()) -> Verdict:
    return Verdict(
        id="1",
        problem="any",
        revision="abc",
        seed=seed,
        verdict=outcome,
        message="",
        passed=0,
        total=len(cases),
        score=0.0,
        cases=tuple(
            CaseVerdict(name=name, visibility="hidden", verdict=ended, message="")
            for name, ended in cases
        ),
        environment=_ENVIRONMENT,
    )


@dataclass
class _Grader:
    """Accepts everything; keeps the seeds and sources that it was given."""

    seeds: set[int | None] = field(default_factory=set)
    sources: list[str] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def grade(self, problem: Problem, source: str, *, seed: int | None = None) -> Verdict:
        assert problem.name == "add_layer_warm_start"
        with self.lock:
            self.seeds.add(seed)
            self.sources.append(source)
        return _verdict(Outcome.ACCEPTED, seed or 0)


@pytest.fixture(scope="module")
def problem() -> Problem:
    return load_problem(_PACKAGE)


def test_judges_every_example_once(problem: Problem) -> None:
    grader = _Grader()
    results = list(check_examples(grader, problem, seed=7))
    assert sorted(r.example.name for r in results) == [e.name for e in problem.submissions]
    assert sorted(grader.sources) == sorted(e.source for e in problem.submissions)
    assert grader.seeds == {7}


def test_a_fresh_seed_is_the_same_for_all(problem: Problem) -> None:
    grader = _Grader()
    list(check_examples(grader, problem))
    [seed] = grader.seeds
    assert seed is not None


def test_whoever_stops_early_waits_for_nothing(problem: Problem) -> None:
    first, last = problem.submissions[0].source, Event()

    class Blocking(_Grader):
        def grade(self, problem: Problem, source: str, *, seed: int | None = None) -> Verdict:
            if source != first:
                assert last.wait(60)
            return super().grade(problem, source, seed=seed)

    grader = Blocking()
    results = check_examples(grader, problem, seed=7)
    assert next(results).example.source == first
    results.close()  # type: ignore[attr-defined]
    last.set()
    assert len(grader.sources) < len(problem.submissions)


def test_a_failure_of_the_judge_is_not_hidden(problem: Problem) -> None:
    class Failing(_Grader):
        def grade(self, problem: Problem, source: str, *, seed: int | None = None) -> Verdict:
            super().grade(problem, source, seed=seed)
            raise RuntimeError("a bug")

    with pytest.raises(RuntimeError, match="a bug"):
        list(check_examples(Failing(), problem, seed=7))


def test_a_result_tells_which_cases_caught_it() -> None:
    example = ExampleSubmission("wrong_answer/a.py", Outcome.WRONG_ANSWER, "", "A title", "A hint.")
    cases = [
        ("one", Outcome.ACCEPTED),
        ("two", Outcome.WRONG_ANSWER),
        ("three", Outcome.TIME_LIMIT_EXCEEDED),
        ("four", Outcome.SKIPPED),
    ]
    caught = ExampleResult(example, _verdict(Outcome.WRONG_ANSWER, 7, cases))
    assert caught.is_as_expected
    assert caught.caught_by == ("two", "three")
    missed = ExampleResult(example, _verdict(Outcome.ACCEPTED, 7, cases[:1]))
    assert not missed.is_as_expected
    assert missed.caught_by == ()


def test_a_result_tells_whether_its_mistake_is_named() -> None:
    example = ExampleSubmission("wrong_answer/a.py", Outcome.WRONG_ANSWER, "", "A title", "A hint.")
    verdict = _verdict(Outcome.WRONG_ANSWER, 7)

    def result(*mistakes: str) -> ExampleResult:
        hints = tuple(Hint(mistake=mistake, text="A hint.", cases=()) for mistake in mistakes)
        return ExampleResult(example, verdict.model_copy(update={"hints": hints}))

    assert result("a").is_named_rightly
    assert result("a", "b").named == ("a", "b")
    assert result("a", "b").is_named_rightly
    assert not result("b").is_named_rightly
    assert not result().is_named_rightly


def test_a_verdict_without_hints_needs_no_name() -> None:
    example = ExampleSubmission("accepted/a.py", Outcome.ACCEPTED, "", "A title", None)
    result = ExampleResult(example, _verdict(Outcome.ACCEPTED, 7))
    assert result.named is None
    assert result.is_named_rightly
