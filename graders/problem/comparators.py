"""How `problem.toml` says what makes an output correct: a tolerance, by the comparator's name.

All comparators check structure, shapes, dtypes and finiteness alike; they differ in how far a value
may be off, and in which parts may change places.
"""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, get_args

from pydantic import Discriminator, Field, Tag

from graders.core.near_names import instead_of
from graders.core.strict_spec import Spec
from graders.core.verdict import ComparatorName

_Rtol = Annotated[float, Field(ge=0, lt=1)]
_Atol = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Tolerance(Spec):
    """`|got - expected| <= atol + rtol * |expected|`; NaN equals NaN only with `equal_nan`."""

    comparator: Literal["allclose"] = "allclose"
    rtol: _Rtol = 1e-4
    atol: _Atol = 1e-5
    max_ulps: ClassVar[int | None] = None
    equal_nan: bool = False


class Exact(Spec):
    """Equal numbers; 0.0 equals -0.0."""

    comparator: Literal["exact"]
    rtol: ClassVar[float] = 0.0
    atol: ClassVar[float] = 0.0
    max_ulps: ClassVar[int | None] = None
    equal_nan: bool = False


class Ulp(Spec):
    """At most `max_ulps` steps from one floating number to the next; integers are exact."""

    comparator: Literal["ulp"]
    rtol: ClassVar[float] = 0.0
    atol: ClassVar[float] = 0.0
    max_ulps: Annotated[int, Field(ge=0, le=2**31)]
    equal_nan: bool = False


class UpToPermutation(Spec):
    """Like `Tolerance`, but the parts of the output may come in any order.

    The parts are the items if the output is a list, otherwise slices along the first axis: one
    order for all arrays of the output together.
    """

    comparator: Literal["up_to_permutation"]
    rtol: _Rtol = 1e-4
    atol: _Atol = 1e-5
    max_ulps: ClassVar[int | None] = None
    equal_nan: bool = False


class Custom(Spec):
    """`check` in `checker.py` decides, for outputs of the right structure, shapes and dtypes."""

    comparator: Literal["custom"]
    rtol: ClassVar[float] = 0.0
    atol: ClassVar[float] = 0.0
    max_ulps: ClassVar[int | None] = None
    equal_nan: ClassVar[bool] = False


_NAMES = get_args(ComparatorName)


def why_no_comparator(written: object) -> str | None:
    """What is wrong with what stands for a comparator; None if no more can be said."""
    match written:
        case {"comparator": str(name)}:
            return f"no comparator is named {name!r}{instead_of(name, _NAMES)}"
    return None


def _comparator_tag(value: object) -> str:
    if isinstance(value, Mapping):
        return f"<{value.get('comparator', 'allclose')}>"
    return f"<{getattr(value, 'comparator', None)}>"


Comparator = Annotated[
    Annotated[Tolerance, Tag("<allclose>")]
    | Annotated[Exact, Tag("<exact>")]
    | Annotated[Ulp, Tag("<ulp>")]
    | Annotated[UpToPermutation, Tag("<up_to_permutation>")]
    | Annotated[Custom, Tag("<custom>")],
    Discriminator(
        _comparator_tag,
        "comparator",
        f"must be a table whose comparator is {', '.join(_NAMES[:-1])} or {_NAMES[-1]}",
    ),
]
