"""Cases and outputs made for tests of what tries them."""

from typing import Any

import numpy as np

from graders.cases import Case
from graders.problem_spec import Tolerance
from graders.values import Array, Value, number
from graders.verdict import Visibility


def a_case(
    name: str = "a",
    visibility: Visibility = "hidden",
    tolerance: Tolerance | None = None,
    **arguments: Value,
) -> Case:
    return Case(
        name=name,
        visibility=visibility,
        weight=1.0,
        tolerance=tolerance or Tolerance(),
        probe=None,
        fixed=True,
        arguments=arguments or {"x": number(1.0)},
    )


def an_array(values: Any, dtype: str = "float32") -> Array:
    return Array(np.asarray(values, dtype), "jax")
