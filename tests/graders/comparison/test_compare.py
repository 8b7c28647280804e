"""The comparator, by golden files and by properties.

A golden file in `golden/` tells the two outputs, the tolerance and the accepted kinds where they
are not the defaults, and the comparison and message that must come out. Outputs are written as

- a plain number or text: a Python number, a text leaf;
- `{ none = true }`: None;
- `{ array = ..., dtype = "float32", kind = "jax", shape = [...] }`: an array, with these defaults;
- `{ dict = {...} }`, `{ list = [...] }`, `{ tuple = [...] }`: a container;
- `{ type = "State", children = {...} }`: any other node.

Infinities and NaN of a comparison are written as in the API's JSON.
"""

import json
import tomllib
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import scipy.sparse.csgraph  # type: ignore[import-untyped] # noqa: F401 - or an example waits for it
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from pydantic import TypeAdapter

from graders.comparison.compare import compare, fits
from graders.comparison.explanation import measured
from graders.core.reasons.every import REASONS
from graders.core.values import DTYPES, Array, Constant, Kind, Node, Value, decode, encode, number
from graders.core.verdict import Comparison, Element
from graders.problem.comparators import Comparator, Tolerance, Ulp, UpToPermutation

GOLDEN_FILES = sorted(Path(__file__).with_name("golden").glob("*.toml"))
DEFAULT_ACCEPT: list[Kind] = ["jax", "numpy"]
EVERY_KIND: list[Kind] = ["jax", "numpy", "python"]
COMPARATORS: TypeAdapter[Comparator] = TypeAdapter(Comparator)
EXACT = Tolerance(rtol=0.0, atol=0.0)


def parse(written: Any) -> Value:
    match written:
        case str():
            return Constant(written)
        case int() | float():
            return number(written)
        case {"none": True}:
            return Constant(None)
        case {"array": values}:
            data = np.array(values, DTYPES[written.get("dtype", "float32")])
            return Array(data.reshape(written.get("shape", data.shape)), written.get("kind", "jax"))
        case {"dict": children}:
            return Node("dict", {name: parse(child) for name, child in children.items()})
        case {"list": children} | {"tuple": children}:
            named = {str(n): parse(child) for n, child in enumerate(children)}
            return Node("list" if "list" in written else "tuple", named)
        case {"type": type_name, "children": children}:
            return Node(type_name, {name: parse(child) for name, child in children.items()})
    raise ValueError(f"no such output: {written}")


@pytest.mark.parametrize("path", GOLDEN_FILES, ids=lambda path: path.stem)
def test_golden(path: Path) -> None:
    golden = tomllib.loads(path.read_text())
    tolerance = COMPARATORS.validate_python(golden.get("tolerance", {}))

    comparison, difference = compare(
        parse(golden["expected"]),
        parse(golden["got"]),
        tolerance,
        golden.get("accept", DEFAULT_ACCEPT),
    )

    assert (difference.clause if difference else "") == golden["message"]
    given_tolerance = {"atol": tolerance.atol, "rtol": tolerance.rtol}
    assert (
        comparison.model_dump(mode="json", exclude_defaults=True)
        == golden["comparison"] | given_tolerance
    )


@pytest.mark.parametrize("path", GOLDEN_FILES, ids=lambda path: path.stem)
def test_a_site_can_make_the_sentence_of_a_golden_output_from_the_parameters(path: Path) -> None:
    golden = tomllib.loads(path.read_text())
    tolerance = COMPARATORS.validate_python(golden.get("tolerance", {}))
    outputs = parse(golden["expected"]), parse(golden["got"])
    comparison, difference = compare(*outputs, tolerance, golden.get("accept", DEFAULT_ACCEPT))
    if difference is None:
        return
    difference = measured(difference, comparison)

    sent = json.loads(json.dumps(difference.parameters))

    made = REASONS[difference.name](**{name: as_tuples(value) for name, value in sent.items()})
    assert made.sentence == difference.sentence


def as_tuples(value: Any) -> Any:
    return tuple(map(as_tuples, value)) if isinstance(value, list) else value


def test_a_forged_bool_counts_by_its_truth() -> None:
    forged = decode(["array", "jax", "bool", [3]], b"\x02\xff\x00")
    honest = decode(["array", "jax", "bool", [3]], b"\x01\x01\x01")

    comparison, _ = compare(honest, forged, EXACT, DEFAULT_ACCEPT)

    assert comparison.mismatched == 1
    assert comparison.max_abs_error == 1.0
    assert comparison.worst == (Element(path="", index=(2,), got="False", expected="True"),)


def test_an_empty_array_of_huge_axes_can_be_compared() -> None:
    empty = Array(np.zeros((0, 2**31, 2**30), np.int8), "jax")

    assert compare(empty, empty, EXACT, DEFAULT_ACCEPT)[0].kind == "equal"


def test_long_names_are_cut() -> None:
    deep: Value = Constant(None)
    for _ in range(30):
        deep = Node("dict", {"x" * 4096: deep})

    comparison, difference = compare(
        Node("dict", {"x" * 4096: Constant(None)}), deep, EXACT, ["jax"]
    )

    assert len(comparison.path) < 300
    assert difference is not None
    assert len(difference.sentence) < 600


def test_the_worst_elements_are_found_anywhere_in_a_large_array() -> None:
    expected = np.zeros((1024, 1024), np.float32)
    got = expected.copy()
    wrong = [(1023, 1023), (0, 0), (512, 7), (255, 1023), (256, 0), (700, 700)]
    for size, index in enumerate(reversed(wrong), 1):
        got[index] = size

    comparison, _ = compare(Array(expected, "jax"), Array(got, "jax"), EXACT, DEFAULT_ACCEPT)

    assert (comparison.mismatched, comparison.total) == (6, 2**20)
    assert [element.index for element in comparison.worst] == wrong[:5]


@pytest.mark.parametrize("dtype", [np.float32, np.complex64, np.int32, np.bool_])
@pytest.mark.parametrize("tolerance", [Tolerance(), Ulp(comparator="ulp", max_ulps=2)])
def test_arrays_without_elements_are_equal(dtype: npt.DTypeLike, tolerance: Comparator) -> None:
    one, other = (Array(np.zeros((0, 3), dtype), "jax") for _ in range(2))
    assert compare(one, other, tolerance, DEFAULT_ACCEPT)[0].kind == "equal"
    assert fits(one, other, tolerance, DEFAULT_ACCEPT)


# Any value that a forged frame can hold: every bit pattern, lone surrogates in names, any kind.
NAMES = st.text(st.characters(exclude_categories=()), max_size=3)
TEXTS = st.none() | NAMES


@st.composite
def any_array(draw: st.DrawFn, shape: tuple[int, ...] | None = None) -> Array:
    dtype = DTYPES[draw(st.sampled_from(sorted(DTYPES)))]
    axes = draw(array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3))
    axes = axes if shape is None else shape
    size = int(np.prod(axes)) * dtype.itemsize
    data = np.frombuffer(draw(st.binary(min_size=size, max_size=size)), dtype).reshape(axes)
    return Array(data, draw(st.sampled_from(EVERY_KIND)))


def nodes(children: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    types = st.sampled_from(["dict", "list", "tuple", "State"]) | NAMES
    return st.builds(Node, types, st.dictionaries(NAMES, children, max_size=3))


VALUES: st.SearchStrategy[Value] = st.recursive(
    any_array() | st.builds(Constant, TEXTS), nodes, max_leaves=6
)
CLOSE = st.fixed_dictionaries(
    {
        "rtol": st.floats(0, 1, exclude_max=True),
        "atol": st.floats(0, 1e6) | st.just(1.7e308),
        "equal_nan": st.booleans(),
        "comparator": st.sampled_from(["allclose", "up_to_permutation"]),
    }
)
STEPS = st.fixed_dictionaries(
    {"comparator": st.just("ulp"), "max_ulps": st.integers(0, 2**31), "equal_nan": st.booleans()}
)
TOLERANCES: st.SearchStrategy[Comparator] = (CLOSE | STEPS | st.just({"comparator": "exact"})).map(
    COMPARATORS.validate_python
)


@st.composite
def value_pairs(draw: st.DrawFn) -> tuple[Value, Value]:
    """Two values that often have the same structure, and then often shapes and dtypes too."""

    def vary(value: Value) -> Value:
        match value:
            case Node(type_name, children):
                return Node(type_name, {name: vary(child) for name, child in children.items()})
            case Array(data, kind) if draw(st.integers(0, 9)):
                content = draw(st.binary(min_size=data.nbytes, max_size=data.nbytes))
                return Array(np.frombuffer(content, data.dtype).reshape(data.shape), kind)
            case Constant(str()):
                return Constant(draw(NAMES))
        return value

    value = draw(VALUES)
    return value, draw(VALUES) if draw(st.integers(0, 3)) == 0 else vary(value)


def has_nan(value: Value) -> bool:
    match value:
        case Node(_, children):
            return any(has_nan(child) for child in children.values())
        case Array(data, _):
            # ml_dtypes warns of some of the NaNs of bfloat16.
            with np.errstate(invalid="ignore"):
                return data.dtype.kind not in "biu" and bool(np.isnan(data).any())
    return False


class TestProperties:
    @given(VALUES, st.booleans())
    def test_a_value_equals_itself_unless_it_holds_nan(self, value: Value, equal_nan: bool) -> None:
        again = decode(*encode(value))
        tolerance = Tolerance(rtol=0.0, atol=0.0, equal_nan=equal_nan)

        comparison, difference = compare(value, again, tolerance, [])

        nan_differs = has_nan(value) and not equal_nan
        assert comparison.kind == ("nonfinite" if nan_differs else "equal")
        assert (difference is None) == (comparison.kind == "equal")
        assert bool(comparison.mismatched) == nan_differs

    @given(
        st.data(),
        st.floats(0, 1, exclude_max=True),
        st.floats(0, 1e6),
        array_shapes(max_dims=2, max_side=4),
    )
    def test_agrees_with_numpy_on_finite_numbers(
        self, data: st.DataObject, rtol: float, atol: float, shape: tuple[int, ...]
    ) -> None:
        finite = st.floats(allow_nan=False, allow_infinity=False) | st.floats(-2, 2)
        expected = data.draw(arrays(np.float64, shape, elements=finite))
        got = data.draw(arrays(np.float64, shape, elements=finite))

        comparison, _ = compare(
            Array(expected, "jax"), Array(got, "jax"), Tolerance(rtol=rtol, atol=atol), ["jax"]
        )

        with np.errstate(over="ignore"):
            close = np.isclose(got, expected, rtol=rtol, atol=atol)
            assert comparison.max_abs_error == np.abs(got - expected).max()
        assert comparison.mismatched == np.count_nonzero(~close)
        assert comparison.kind == ("equal" if close.all() else "values")
        assert len(comparison.worst) == min(5, comparison.mismatched or 0)
        assert not any(close[element.index] for element in comparison.worst)

    @given(
        st.sampled_from(["int64", "uint64", "int8", "uint32"]),
        st.data(),
        st.integers(0, 2**52),
    )
    def test_integer_distances_are_exact(self, name: str, data: st.DataObject, atol: int) -> None:
        limits = np.iinfo(name)
        near = st.integers(int(limits.min), int(limits.max))
        expected, got = data.draw(near), data.draw(near)

        def scalar(value: int) -> Array:
            array: npt.NDArray[Any] = np.array(value, name)
            return Array(array, "jax")

        comparison, _ = compare(
            scalar(expected), scalar(got), Tolerance(rtol=0.0, atol=float(atol)), ["jax"]
        )

        assert comparison.max_abs_error == float(abs(got - expected))
        assert (comparison.kind == "equal") == (abs(got - expected) <= atol)

    @given(st.data(), st.integers(1, 5), st.integers(0, 2), st.sampled_from([0.0, 1.0, 2.0]))
    def test_permutations_are_found_as_by_trying_them_all(
        self, data: st.DataObject, rows: int, columns: int, atol: float
    ) -> None:
        few = arrays(np.float32, (rows, columns), elements=st.integers(0, 4).map(float))
        expected, got = data.draw(few), data.draw(few)
        tolerance = UpToPermutation(comparator="up_to_permutation", rtol=0.0, atol=atol)

        comparison, _ = compare(Array(expected, "jax"), Array(got, "jax"), tolerance, ["jax"])

        orders = [got[list(order)] for order in permutations(range(rows))]
        fitting = [int((np.abs(got - expected) <= atol).all(axis=1).sum()) for got in orders]
        assert (comparison.kind == "equal") == (max(fitting) == rows)
        wrong_rows = {element.index[0] for element in comparison.worst}
        assert len(wrong_rows) <= rows - max(fitting)

    @given(value_pairs(), CLOSE, st.sets(st.sampled_from(EVERY_KIND)))
    def test_an_item_fits_in_another_place_if_it_does_in_its_own(
        self, pair: tuple[Value, Value], close: dict[str, Any], accept: set[Kind]
    ) -> None:
        one, other = pair
        only = Constant("in no other value, because it is too long")
        expected = Node("list", {"0": one, "1": only})
        got = Node("list", {"0": only, "1": other})
        in_place = COMPARATORS.validate_python(close | {"comparator": "allclose"})
        anywhere = COMPARATORS.validate_python(close | {"comparator": "up_to_permutation"})

        here, _ = compare(one, other, in_place, accept)
        there, _ = compare(expected, got, anywhere, accept)

        assert (here.kind == "equal") <= (there.kind == "equal")
        if not (isinstance(one, Node) and one.type == "list"):
            assert here.kind == there.kind

    @given(
        st.floats(-1e4, 1e4, width=16),
        st.sampled_from(["float16", "float32", "float64"]),
        st.integers(0, 40),
    )
    def test_ulps_are_counted_as_by_walking_them(self, start: float, name: str, steps: int) -> None:
        expected = np.array(start, name)
        got = expected
        for _ in range(steps):
            got = np.nextafter(got, np.array(np.inf, name))

        def kind(max_ulps: int) -> str:
            tolerance = Ulp(comparator="ulp", max_ulps=max_ulps)
            return compare(Array(expected, "jax"), Array(got, "jax"), tolerance, ["jax"])[0].kind

        assert kind(steps) == "equal"
        assert steps == 0 or kind(steps - 1) == "values"

    @given(value_pairs())
    def test_structure_shape_and_dtype_differ_both_ways(self, pair: tuple[Value, Value]) -> None:
        one, other = pair

        there, _ = compare(one, other, EXACT, EVERY_KIND)
        back, _ = compare(other, one, EXACT, EVERY_KIND)

        assert there.kind == back.kind

    @given(value_pairs(), TOLERANCES, st.sets(st.sampled_from(EVERY_KIND)))
    def test_never_raises_and_the_report_survives_json(
        self, pair: tuple[Value, Value], tolerance: Comparator, accept: set[Kind]
    ) -> None:
        comparison, difference = compare(*pair, tolerance, accept)

        Comparison.model_validate_json(comparison.model_dump_json())
        assert (difference is not None) == (comparison.kind != "equal")
        assert difference is None or difference.clause.isprintable()
        assert fits(*pair, tolerance, accept) == (comparison.kind == "equal")
