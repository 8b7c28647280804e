"""What is shown of a comparison. What a whole verdict shows: `test_secrets.py`."""

from hypothesis import given

from graders.comparison.compare import compare
from graders.core.values import Value, number
from graders.core.verdict import Comparison, Element
from graders.grading.hidden_cases import redact
from graders.problem.comparators import Comparator, Tolerance
from tests.graders.comparison.test_compare import EVERY_KIND, TOLERANCES, value_pairs


def test_errors_are_rounded_and_elements_hidden() -> None:
    comparison = Comparison(
        kind="values",
        path="kernel",
        max_abs_error=0.0347,
        max_rel_error=float("inf"),
        max_ulp_error=23456.0,
        mismatched=3,
        total=9,
        worst=(Element(path="kernel", index=(1,), got=1.25, expected=1.2847),),
        atol=1e-5,
        rtol=1e-4,
    )

    assert redact(comparison, secret=False) == comparison.model_copy(
        update={"max_abs_error": 0.03, "max_ulp_error": 20000.0, "worst": ()}
    )


def test_of_a_secret_case_only_the_stage_is_kept() -> None:
    expected, got = (number(value) for value in (1.0, 2.0))
    comparison, _ = compare(expected, got, Tolerance(), ["python"])
    assert redact(comparison, secret=True) == Comparison(
        kind="values", path="", atol=comparison.atol, rtol=comparison.rtol
    )


@given(value_pairs(), TOLERANCES)
def test_no_element_is_kept_and_one_digit(pair: tuple[Value, Value], tolerance: Comparator) -> None:
    comparison, _ = compare(*pair, tolerance, EVERY_KIND)

    hidden = redact(comparison, secret=False)

    assert hidden.worst == ()
    for error in (hidden.max_abs_error, hidden.max_rel_error, hidden.max_ulp_error):
        assert error is None or error == float(f"{error:.0e}")
    kept = {"kind", "path", "mismatched", "total", "atol", "rtol"}
    assert hidden.model_dump(include=kept) == comparison.model_dump(include=kept)
