"""Finding the order in which the parts of an output fit the expected ones best.

The parts are the items if the output is a list. Otherwise they are slices along the first axis:
one order for all arrays of the output together, as for eigenvalues with their eigenvectors.

Being within a tolerance is not transitive, so neither sorting nor taking the first part that fits
would be correct. A maximum matching in the bipartite graph of parts that fit each other is.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from graders.core.values import Array, Node, Value, leaves

# Every part is compared with every other: four million elements take about 0.1 s.
MAX_COMPARED = 2**22
# List items are compared pair by pair, which takes about 50 us for each of their arrays.
MAX_ITEMS = 64
_NUMBERS_AN_ARRAY_COUNTS = 256

_Booleans = npt.NDArray[np.bool_]


def why_not_permutable(expected: Value) -> str | None:
    """Why an expected output can't be compared up to permutation; None if it can."""
    sizes = [leaf.data.size for leaf in leaves(expected) if isinstance(leaf, Array)]
    if isinstance(expected, Node) and expected.type == "list":
        parts = len(expected.children)
        if parts > MAX_ITEMS:
            return f"a list of {parts} items, where {MAX_ITEMS} are the most"
    else:
        lengths = sorted(_lengths(expected))
        if len(lengths) != 1:
            said = f"have {lengths}" if lengths else "there is none"
            return f"its arrays need a first axis of the same length, and {said}"
        [parts] = lengths
    if parts * max(sum(sizes), parts, _NUMBERS_AN_ARRAY_COUNTS * len(sizes)) > MAX_COMPARED:
        return f"{parts} parts with {sum(sizes)} values in {len(sizes)} leaves are too many"
    return None


def in_best_order(
    expected: Value,
    got: Value,
    fits: Callable[[Value, Value], bool],
    elements_fit: Callable[[npt.NDArray[Any], npt.NDArray[Any]], _Booleans],
) -> Value:
    """`got`, reordered so that as many parts as possible fit the expected ones.

    Returns `got` unchanged if the number of parts differs, or `why_not_permutable` finds a reason.

    Args:
        expected: what to fit.
        got: the output. Unless it is a list, it has the structure and shapes of the expected one.
        fits: whether an item of a list, the second argument, fits the expected one.
        elements_fit: which elements of a flat array, the second argument, fit the expected ones.
    """
    if why_not_permutable(expected) is not None:
        return got
    match expected, got:
        case Node("list", wanted), Node("list", given) if wanted.keys() == given.keys():
            items = list(given.values())
            fit = np.array([[fits(part, item) for item in items] for part in wanted.values()])
            order = _best_order(fit)
            return Node("list", {name: items[n] for name, n in zip(wanted, order, strict=True)})
        case Node("list"), _:
            return got
    [length] = _lengths(expected)
    fit = np.ones((length, length), np.bool_)
    for expected_array, got_array in _pairs(expected, got):
        slices, elements = got_array.reshape(length, -1), got_array.reshape(-1)
        for row, part in enumerate(expected_array.reshape(length, -1)):
            repeated = np.broadcast_to(part, slices.shape).reshape(-1)
            fit[row] &= elements_fit(repeated, elements).reshape(slices.shape).all(axis=1)
    return _reordered(got, _best_order(fit))


def _best_order(fit: _Booleans) -> npt.NDArray[np.intp]:
    """For each expected part, a row of `fit`: the index of the part to compare with it."""
    # Imported here: few problems need SciPy, and it takes a third of a second.
    from scipy.sparse import csr_array  # type: ignore[import-untyped]
    from scipy.sparse.csgraph import maximum_bipartite_matching  # type: ignore[import-untyped]

    order = np.asarray(maximum_bipartite_matching(csr_array(fit), perm_type="column"), np.intp)
    unmatched = order < 0
    order[unmatched] = np.setdiff1d(np.arange(len(order)), order[~unmatched])
    return order


def _reordered(value: Value, order: npt.NDArray[np.intp]) -> Value:
    match value:
        case Array(data, kind) if data.ndim:
            return Array(data[order], kind)
        case Node(type_name, children):
            return Node(type_name, {k: _reordered(child, order) for k, child in children.items()})
    return value


def _lengths(value: Value) -> set[int]:
    """The lengths of its arrays' first axes."""
    arrays = [leaf.data for leaf in leaves(value) if isinstance(leaf, Array)]
    return {len(data) for data in arrays if data.ndim}


def _pairs(expected: Value, got: Value) -> Iterator[tuple[npt.NDArray[Any], npt.NDArray[Any]]]:
    """Pairs of nonempty arrays that have a first axis, from outputs of the same structure."""
    match expected, got:
        case Array(wanted), Array(given) if wanted.ndim and wanted.size:
            yield wanted, given
        case Node(_, wanted_children), Node(_, given_children):
            for name, child in wanted_children.items():
                yield from _pairs(child, given_children[name])
