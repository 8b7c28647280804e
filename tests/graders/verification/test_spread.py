import math

import numpy as np
import pytest

from graders.core.values import Constant, Node, Value
from graders.problem.comparators import Comparator, Custom, Tolerance, Ulp
from graders.verification.spread import IncomparableOutputsError, measure_spread
from tests.graders.verification.made import a_case, an_array

_TOLERANCE = Tolerance(atol=0.01, rtol=0.1)


def _share(expected: Value, other: Value, tolerance: Comparator = _TOLERANCE) -> float:
    case = a_case(tolerance=tolerance)
    return measure_spread([case], [expected], [other]).share_of_tolerance


def test_is_measured_in_units_of_the_tolerance() -> None:
    # 0.03 of 0.01 + 0.1 * 2 are allowed.
    spread = measure_spread(
        [a_case(tolerance=_TOLERANCE)], [an_array([0.0, 2.0])], [an_array([0.0, 2.03])]
    )
    assert spread.share_of_tolerance == pytest.approx(0.03 / 0.21, rel=1e-5)
    assert spread.max_abs_error == pytest.approx(0.03, rel=1e-5)


def test_names_the_worst_case() -> None:
    cases = [a_case("tight", tolerance=Tolerance(atol=1e-6)), a_case("loose", tolerance=_TOLERANCE)]
    outputs = [an_array([1.0]), an_array([1.0])]
    spread = measure_spread(cases, outputs, [an_array([1.001]), an_array([1.01])])
    assert spread.worst_case == "tight"
    assert spread.max_abs_error == pytest.approx(0.001, rel=1e-3)


def test_another_dtype_is_compared_by_its_values() -> None:
    assert _share(an_array([0.5]), an_array([0.5], "float64")) == 0
    assert _share(an_array([3], "int32"), an_array([3], "int64")) == 0
    assert _share(an_array([0.1]), an_array([0.1], "float64")) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("expected", "other", "share"),
    [
        (math.nan, math.nan, 0.0),
        (math.inf, math.inf, 0.0),
        (math.inf, -math.inf, math.inf),
        (1.0, math.nan, math.inf),
        (math.nan, 1.0, math.inf),
        (1.0, math.inf, math.inf),
    ],
)
def test_what_is_not_finite(expected: float, other: float, share: float) -> None:
    assert _share(an_array([expected]), an_array([other])) == share


def test_without_a_tolerance_only_equal_outputs_have_no_spread() -> None:
    exact = Tolerance(rtol=0.0, atol=0.0)
    assert _share(an_array([1.0, 0.0]), an_array([1.0, 0.0]), exact) == 0
    assert _share(an_array([1.0]), an_array([1.0 + 1e-6]), exact) == math.inf


def test_ulps_are_counted_at_the_size_of_each_number() -> None:
    ulps = Ulp(comparator="ulp", max_ulps=4)
    # Float32 numbers are 2**-23 apart from 1 on, and 2**-21 from 4 on.
    assert _share(an_array([1.0, 4.0]), an_array([1 + 2**-23, 4 + 2**-20]), ulps) == 0.5
    assert _share(an_array([3], "int32"), an_array([4], "int32"), ulps) == math.inf


def test_what_has_no_distance_is_left_out() -> None:
    custom = a_case("custom", tolerance=Custom(comparator="custom"))
    output, other = an_array([0.0]), an_array([1.0])
    spread = measure_spread([custom, a_case("plain")], [output] * 2, [other, output])
    assert (spread.worst_case, spread.share_of_tolerance) == ("plain", 0.0)
    with pytest.raises(IncomparableOutputsError, match=r"checker\.py"):
        measure_spread([custom], [output], [other])


def test_an_empty_output_has_no_spread() -> None:
    assert _share(an_array([]), an_array([])) == 0


def test_containers_and_complex_numbers() -> None:
    expected = Node("dict", {"a": an_array(1j, "complex64"), "b": Constant(None)})
    other = Node("dict", {"a": an_array(1.03j, "complex128"), "b": Constant(None)})
    assert _share(expected, other) == pytest.approx(0.03 / 0.11, rel=1e-5)


@pytest.mark.parametrize(
    "other", [an_array(np.zeros((2, 1))), Node("list", {"0": an_array([0.0, 0.0])})]
)
def test_outputs_of_another_form_are_refused(other: Value) -> None:
    with pytest.raises(IncomparableOutputsError):
        _share(an_array([0.0, 0.0]), other)
