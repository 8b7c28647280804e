import ml_dtypes
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graders.comparison.ulp import ulp_distance
from graders.core.values import DTYPES

FLOATS = ["float16", "bfloat16", "float32", "float64"]


@pytest.mark.parametrize("name", FLOATS)
@given(st.data(), st.integers(0, 20))
def test_counts_the_steps_of_nextafter(name: str, data: st.DataObject, steps: int) -> None:
    dtype = DTYPES[name]
    bits = data.draw(st.integers(0, 2 ** (8 * dtype.itemsize) - 1))
    start = np.frombuffer(bits.to_bytes(dtype.itemsize, "little"), dtype)
    end = start.copy()
    # ml_dtypes warns of some of the NaNs of bfloat16.
    with np.errstate(invalid="ignore"):
        for _ in range(steps):
            end = np.nextafter(end, np.array([np.inf], dtype))
        is_finite = np.isfinite(start[0]) and np.isfinite(end[0])
    distance = ulp_distance(start, end)
    assert distance is not None
    if is_finite:
        assert distance.tolist() == [steps]
    else:
        assert np.isnan(distance).all()


@pytest.mark.parametrize("name", FLOATS)
def test_from_one_end_to_the_other(name: str) -> None:
    largest = ml_dtypes.finfo(name).max  # type: ignore[no-untyped-call]
    one, other = np.array([largest, 0.0]).astype(DTYPES[name]), np.array([-largest, -0.0])
    distance = ulp_distance(one, other.astype(DTYPES[name]))
    assert distance is not None
    word = {2: np.uint16, 4: np.uint32, 8: np.uint64}[DTYPES[name].itemsize]
    assert distance.tolist() == [float(2 * int(one[:1].view(word)[0])), 0.0]


@pytest.mark.parametrize(
    ("expected", "got"),
    [("int32", "int32"), ("bool", "bool"), ("complex64", "complex64"), ("float32", "float64")],
)
def test_is_for_one_real_floating_point_dtype(expected: str, got: str) -> None:
    assert ulp_distance(np.zeros(2, expected), np.zeros(2, got)) is None
