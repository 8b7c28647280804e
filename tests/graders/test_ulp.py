from typing import Any

import ml_dtypes
import numpy as np
import numpy.typing as npt
import pytest

from graders.ulp import ulp_distance


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, ml_dtypes.bfloat16])
def test_neighbours_zeros_and_extremes(dtype: type) -> None:
    limits = ml_dtypes.finfo(dtype)  # type: ignore[no-untyped-call]
    one, smallest = dtype(1), limits.smallest_subnormal
    got: npt.NDArray[Any] = np.array([one, one + limits.eps, -smallest, 0.0, limits.max], dtype)
    expected: npt.NDArray[Any] = np.array([one, one, smallest, -0.0, limits.min], dtype)

    distances = ulp_distance(got, expected)

    finite = 2 * int(np.array(limits.max, dtype).view(f"u{limits.bits // 8}"))
    assert distances.tolist() == [0, 1, 2, 0, finite]
    assert ulp_distance(expected, got).tolist() == distances.tolist()


def test_the_shape_is_kept() -> None:
    numbers = np.linspace(0, 1, 6, dtype=np.float32).reshape(2, 3)
    assert ulp_distance(numbers.T, numbers.T).tolist() == [[0, 0], [0, 0], [0, 0]]
