"""Whether an example explains a submission, from what both did."""

import math
from collections.abc import Sequence

import numpy as np
import pytest

from graders.core.values import Array, Value, number
from graders.execution.run_cases import Execution
from graders.grading.mistake_matching import behaviour, explains
from graders.sandbox.outcomes import Limit, Raised, Unreadable
from tests.graders.scripted import SPEC, a_call, a_case, a_stop

Answers = Sequence[float | Value | Unreadable | Raised]

EXAMPLE = """
class MLP:
    def run(self):
        self.layers = []
"""
SUBMISSION = """
class Net:
    def start(self):
        self.blocks = [int(n) for n in names]
"""


def raised(message: str, type_: str = "ValueError") -> Raised:
    return Raised("run", type_, message, 3)


def does_explain(
    theirs: Answers, ours: Answers, expected: Sequence[float | Value] = (1.0, 2.0)
) -> bool:
    cases = [a_case(f"case {place}") for place in range(len(ours))]

    def values(answers: Answers) -> list[Value | Unreadable | Raised]:
        return [number(each) if isinstance(each, float) else each for each in answers]

    example = behaviour(Execution(calls=[a_call(each) for each in values(theirs)]), EXAMPLE, cases)
    submission = behaviour(
        Execution(calls=[a_call(each) for each in values(ours)]), SUBMISSION, cases
    )
    assert example is not None
    assert submission is not None
    return explains(example, submission, cases, values(expected), SPEC.accept)  # type: ignore[arg-type]


def test_the_same_wrong_outputs() -> None:
    assert does_explain([1.0, 3.0], [1.0, 3.0])


def test_outputs_within_the_tolerance_are_the_same() -> None:
    assert does_explain([1.0, 3.0], [1.0, 3.0001])
    assert not does_explain([1.0, 3.0], [1.0, 3.001])


def test_one_case_that_differs_is_enough() -> None:
    assert not does_explain([1.5, 3.0], [1.5, 4.0])


def test_a_submission_that_passes_where_the_example_fails() -> None:
    assert not does_explain([1.5, 3.0], [1.0, 3.0])


def test_a_submission_that_fails_where_the_example_passes() -> None:
    assert not does_explain([1.0, 3.0], [1.5, 3.0])


def test_an_output_at_the_edge_of_the_tolerance_does_not_fail_like_one_within_it() -> None:
    assert not does_explain([1.0, 2.0001], [1.0, 2.00025])


def test_only_the_cases_that_the_example_was_run_on_count() -> None:
    assert does_explain([1.5], [1.5, 7.0])


def test_nan_is_the_same_mistake_as_nan() -> None:
    assert does_explain([math.nan, math.nan], [math.nan, math.nan])
    assert not does_explain([math.nan, math.nan], [math.nan, math.inf])


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (Array(np.ones(3), "jax"), Array(np.ones((1, 3)), "jax")),
        (Array(np.ones(3), "jax"), Array(np.ones(3, np.int32), "jax")),
        (Array(np.ones(3), "jax"), Array(np.ones(3), "numpy")),
        (Array(np.ones(3), "jax"), Unreadable("an object of type MLP")),
        (raised("no"), Array(np.ones(3), "jax")),
    ],
    ids=["shape", "dtype", "kind", "unreadable", "exception"],
)
def test_answers_of_different_forms(
    theirs: Value | Unreadable | Raised, ours: Value | Unreadable | Raised
) -> None:
    expected = [Array(np.zeros(3), "jax")]
    assert does_explain([theirs], [theirs], expected)
    assert not does_explain([theirs], [ours], expected)
    assert not does_explain([ours], [theirs], expected)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("MLP.run: no layers", "Net.start: no blocks"),
        ("<class 'solution.MLP'> has no rngs", "<class 'solution.Net'> has no rngs"),
        ("<MLP object at 0x7f12>", "<Net object at 0x7f3456>"),
        ("BatchTracer with object id 13989", "BatchTracer with object id 14021"),
    ],
    ids=["own names", "in quotes", "addresses", "tracers"],
)
def test_an_exception_that_names_its_own_things(theirs: str, ours: str) -> None:
    assert does_explain([raised(theirs)], [raised(ours)])


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("'float' object is not iterable", "'int' object is not iterable"),
        ("no attribute 'weight'", "no attribute 'blocks'"),
        ("no attribute 'layers'", "no attribute 'names'"),
        ("got 3 layers", "got 4 layers"),
        ("no layers", "no layers at all"),
    ],
    ids=["built in", "a name of ours only", "a name of theirs only", "numbers", "longer"],
)
def test_an_exception_that_says_something_else(theirs: str, ours: str) -> None:
    assert not does_explain([raised(theirs)], [raised(ours)])


def test_an_object_of_its_own_class() -> None:
    theirs, ours = (Unreadable(f"an nnx.Module of type {name}") for name in ("MLP", "Net"))
    assert does_explain([theirs], [ours])
    assert not does_explain([theirs], [Unreadable("an object of type Net")])
    assert not does_explain([theirs], [Unreadable("an nnx.Module of type Other")])


def test_an_exception_of_another_type() -> None:
    assert not does_explain([raised("no", "ValueError")], [raised("no", "TypeError")])


def test_an_exception_on_other_cases() -> None:
    assert not does_explain([raised("no"), raised("no")], [1.0, raised("no")])


def test_what_is_raised_while_loading_is_raised_on_every_case() -> None:
    cases = [a_case("one"), a_case("two")]
    failed = behaviour(Execution(loading=raised("no")), SUBMISSION, cases)
    assert failed is not None
    assert failed.answers == (raised("no"), raised("no"))


def test_what_was_stopped_shows_nothing() -> None:
    cases = [a_case("one"), a_case("two")]
    stopped = Execution(calls=[a_call(number(1.0))], stopped=a_stop(Limit.WALL))
    assert behaviour(stopped, SUBMISSION, cases) is None
