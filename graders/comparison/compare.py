"""Comparing an output with the expected one, within a tolerance, in stages.

Structure, shapes, dtypes, finiteness and values are compared in this order, each over the whole
output before the next begins. Both outputs are untrusted data.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Literal, TypeVar

import numpy as np

from graders.comparison import elementwise, explanation
from graders.comparison.display import in_own_digits
from graders.comparison.explanation import Pair
from graders.comparison.permutation import in_best_order
from graders.comparison.tally import Block, Tally, blocks_of
from graders.comparison.ulp import ulp_distance
from graders.core.printable import printable, printable_path
from graders.core.reasons.forms import FormReason
from graders.core.reasons.outputs import OutputReason
from graders.core.values import Array, Constant, Kind, Node, Value
from graders.core.verdict import Comparison, Element
from graders.problem.comparators import Comparator, Custom, UpToPermutation

_LARGEST_EXACT_FLOAT = 2**53

Leaf = TypeVar("Leaf", bound=Value)


def compare(
    expected: Value, got: Value, tolerance: Comparator, accept: Collection[Kind]
) -> tuple[Comparison, OutputReason | None]:
    """Compare an output with the expected one.

    Args:
        expected: what the reference returned.
        got: what the submission returned.
        tolerance: how far numbers may be off; bools and text are compared exactly.
        accept: the kinds of array or number that are accepted besides the expected one's kind.

    Returns:
        The comparison, and what differs: None if nothing does. Up to permutation, both use the
        order that fits best, and indices are the expected output's.
    """
    comparison, difference = _compare_in_order(expected, got, tolerance, accept)
    is_list = isinstance(expected, Node) and expected.type == "list"
    if (
        not isinstance(tolerance, UpToPermutation)
        or comparison.kind == "equal"
        or (comparison.kind not in ("nonfinite", "values") and not is_list)
    ):
        return comparison, difference
    ordered = in_best_order(
        expected,
        got,
        lambda wanted, item: _fits_in_order(wanted, item, tolerance, accept),
        lambda wanted, given: elementwise.fit(wanted, given, tolerance),
    )
    return _compare_in_order(expected, ordered, tolerance, accept)


def fits(expected: Value, got: Value, tolerance: Comparator, accept: Collection[Kind]) -> bool:
    """Whether `compare` finds no difference; takes a quarter of the time."""
    if isinstance(tolerance, UpToPermutation | Custom):
        return compare(expected, got, tolerance, accept)[0].kind == "equal"
    return _fits_in_order(expected, got, tolerance, accept)


def _compare_in_order(
    expected: Value, got: Value, tolerance: Comparator, accept: Collection[Kind]
) -> tuple[Comparison, OutputReason | None]:
    arrays: list[Pair[Array]] = []
    texts: list[Pair[Constant]] = []
    misfits: list[Pair[Value]] = []
    for pair in _places(Pair((), expected, got)):
        match pair.expected, pair.got:
            case Array() as wanted, Array() as given if given.kind in (wanted.kind, *accept):
                arrays.append(Pair(pair.path, wanted, given))
            case Constant(None), Constant(None):
                pass
            case Constant(str()) as wanted, Constant(str()) as given:
                texts.append(Pair(pair.path, wanted, given))
            case _:
                misfits.append(pair)

    def report(
        kind: Literal["structure", "shape", "dtype"],
        pairs: Sequence[Pair[Leaf]],
        describe: Callable[[Pair[Leaf], int], FormReason],
    ) -> tuple[Comparison, OutputReason | None]:
        return (
            Comparison(
                kind=kind,
                path=printable_path(pairs[0].path),
                comparator=tolerance.comparator,
                atol=tolerance.atol,
                rtol=tolerance.rtol,
                max_ulps=tolerance.max_ulps,
            ),
            describe(pairs[0], len(pairs) - 1),
        )

    if misfits:
        return report(
            "structure", misfits, lambda pair, more: explanation.structure(pair, more, accept)
        )
    if misshapen := [p for p in arrays if p.got.data.shape != p.expected.data.shape]:
        return report("shape", misshapen, explanation.shape)
    if mistyped := [p for p in arrays if not _same_dtype(p.expected, p.got)]:
        return report("dtype", mistyped, explanation.dtype)
    if isinstance(tolerance, Custom):  # The problem's own checker decides about the values.
        return Comparison(kind="equal", path="", comparator="custom", atol=0.0, rtol=0.0), None
    return _compare_elements(arrays, texts, tolerance)


def _places(pair: Pair[Value]) -> Iterator[Pair[Value]]:
    """The places where at least one of the outputs has a leaf, or where their containers differ."""
    match pair.expected, pair.got:
        case Node(type_name, wanted), Node(got_type, given) if (
            type_name == got_type and wanted.keys() == given.keys()
        ):
            for name, child in wanted.items():
                yield from _places(Pair((*pair.path, name), child, given[name]))
        case _:
            yield pair


def _fits_in_order(
    expected: Value, got: Value, tolerance: Comparator, accept: Collection[Kind]
) -> bool:
    """Whether comparing in order finds no difference."""
    for pair in _places(Pair((), expected, got)):
        match pair.expected, pair.got:
            case Array() as wanted, Array() as given if given.kind in (wanted.kind, *accept):
                flat = wanted.data.reshape(-1), given.data.reshape(-1)
                if (
                    wanted.data.shape != given.data.shape
                    or not _same_dtype(wanted, given)
                    or not elementwise.fit(*flat, tolerance).all()
                ):
                    return False
            case Constant(wanted_text), Constant(given_text) if wanted_text == given_text:
                pass
            case _:
                return False
    return True


def _same_dtype(expected: Array, got: Array) -> bool:
    if expected.is_number or got.is_number:
        return expected.python_type == got.python_type
    return expected.data.dtype.name == got.data.dtype.name


def _compare_elements(
    arrays: Sequence[Pair[Array]], texts: Sequence[Pair[Constant]], tolerance: Comparator
) -> tuple[Comparison, OutputReason | None]:
    # Equally bad elements are reported in the order in which they were found.
    pairs: list[Pair[Array | Constant]] = [*arrays, *texts]
    nonfinite, values = Tally(), Tally()
    errors: list[tuple[float, float]] = []
    blocks = list(blocks_of([(pair.expected.data, pair.got.data) for pair in arrays]))
    for block in blocks:
        expected, got = block.expected, block.got
        with np.errstate(all="ignore"):
            unlike, distance, size = elementwise.measure(expected, got, tolerance.equal_nan)
            relative = np.divide(distance, size, out=np.zeros_like(size), where=distance > 0)
            excess = elementwise.excess(expected, got, distance, size, tolerance)
        if unlike is not None:
            nonfinite.add(block, unlike.astype(np.float64))
        values.add(block, excess)
        errors.append((float(distance.max()), float(relative.max())))
    for index, text in enumerate(texts, len(arrays)):
        if text.got != text.expected:
            values.add_one(index)

    tally = nonfinite if nonfinite.mismatched else values
    worst = [(pairs[place], index) for place, index in tally.worst]
    total = sum(p.expected.data.size for p in arrays) + len(texts)
    comparable = bool(errors) and not nonfinite.mismatched
    comparison = Comparison(
        kind="nonfinite" if nonfinite.mismatched else "values" if values.mismatched else "equal",
        path=printable_path(worst[0][0].path) if worst else "",
        max_abs_error=max(absolute for absolute, _ in errors) if comparable else None,
        max_rel_error=max(relative for _, relative in errors) if comparable else None,
        # Skipped for correct outputs, which need not wait for it.
        max_ulp_error=_max_ulp_error(blocks) if comparable and values.mismatched else None,
        mismatched=tally.mismatched,
        total=total,
        worst=tuple(_element(pair, index) for pair, index in worst),
        comparator=tolerance.comparator,
        atol=tolerance.atol,
        rtol=tolerance.rtol,
        max_ulps=tolerance.max_ulps,
    )
    return comparison, explanation.elements(comparison, worst[0][0] if worst else None)


def _max_ulp_error(blocks: Sequence[Block]) -> float | None:
    distances = [
        float(np.fmax.reduce(distance, axis=None, initial=0.0))
        for block in blocks
        if (distance := ulp_distance(block.expected, block.got)) is not None
    ]
    return max(distances, default=None)


def _element(pair: Pair[Array | Constant], index: int) -> Element:
    def shown(item: Array | Constant) -> float | str:
        if isinstance(item, Constant):
            return printable(item.value or "")
        value = in_own_digits(item.data.reshape(-1)[index : index + 1])[0]
        if value.dtype.kind == "b" or (
            value.dtype.kind in "iu" and abs(int(value)) > _LARGEST_EXACT_FLOAT
        ):
            return str(value)
        return str(value).strip("()") if value.dtype.kind == "c" else float(value)

    shape: tuple[int, ...] = ()
    ulp_error = None
    if isinstance(pair.expected, Array) and isinstance(pair.got, Array):
        shape = pair.expected.data.shape
        flat = (item.data.reshape(-1)[index : index + 1] for item in (pair.expected, pair.got))
        distance = ulp_distance(*flat)
        if distance is not None and np.isfinite(distance[0]):
            ulp_error = float(distance[0])
    return Element(
        path=printable_path(pair.path),
        index=tuple(int(n) for n in np.unravel_index(index, shape)),
        got=shown(pair.got),
        expected=shown(pair.expected),
        ulp_error=ulp_error,
    )
