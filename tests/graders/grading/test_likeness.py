"""Which wrong submissions make one unknown mistake, from what they did."""

from collections.abc import Mapping

from graders.core.values import Value, number
from graders.core.verdict import CaseVerdict, Outcome
from graders.grading.likeness import likeness
from graders.grading.mistake_matching import Behaviour
from graders.sandbox.outcomes import Raised, Unreadable
from tests.graders.scripted import SPEC, a_case

Answers = Mapping[str, float | Value | Unreadable | Raised]
FIXED = ("sample", "edge")


def of(answers: Answers, expected: float = 1.0) -> str:
    """The digest of a submission; what it answers with the expected number has passed."""
    cases = [a_case(name, fixed=name in FIXED) for name in answers]
    given = tuple(number(a) if isinstance(a, float) else a for a in answers.values())
    verdicts = [
        CaseVerdict(
            name=case.name,
            visibility="hidden",
            verdict=Outcome.ACCEPTED if answer == expected else Outcome.WRONG_ANSWER,
            message="",
        )
        for case, answer in zip(cases, answers.values(), strict=True)
    ]
    wanted = [number(expected) for _ in cases]
    return likeness(Behaviour("", given), cases, wanted, verdicts, SPEC.accept)


def raised(message: str, type_: str = "ValueError") -> Raised:
    return Raised("run", type_, message, 3)


def test_the_same_outputs_are_alike_whatever_rounding_does() -> None:
    assert of({"sample": 3.0, "edge": 5.0}) == of({"sample": 3.000001, "edge": 5.0})


def test_other_outputs_on_a_fixed_case_are_another_mistake() -> None:
    assert of({"sample": 3.0, "edge": 5.0}) != of({"sample": 3.0, "edge": 6.0})


def test_rounding_of_what_passed_makes_no_mistake() -> None:
    assert of({"sample": 1.0, "edge": 5.0}) == of({"sample": 1.0, "edge": 5.0})


def test_drawn_cases_have_other_numbers_in_each_submission() -> None:
    assert of({"sample": 1.0, "random 1": 5.0}) == of({"sample": 1.0, "random 2": 7.0})


def test_how_drawn_cases_end_parts_mistakes() -> None:
    wrong = of({"sample": 1.0, "random 1": 5.0})
    assert wrong != of({"sample": 1.0, "random 1": raised("no")})
    assert wrong != of({"sample": 1.0, "random 1": 1.0, "other 1": 5.0})


def test_exceptions_are_alike_but_for_names_and_numbers() -> None:
    one = of({"sample": raised("'Net' has no attribute 'layers' at 0x7f")})
    assert one == of({"sample": raised("'MLP' has no attribute 'blocks' at 0x9a")})
    assert one != of({"sample": raised("'MLP' has no attribute 'blocks'", "TypeError")})


def test_what_can_t_be_read_is_told_apart() -> None:
    assert of({"sample": Unreadable("a generator")}) != of({"sample": Unreadable("a function")})
