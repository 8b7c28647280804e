"""Explaining a wrong shape: a name for the mistake, and how to fix it."""

import math
from collections.abc import Iterator

Shape = tuple[int, ...]


def explanations(expected: Shape, got: Shape) -> Iterator[tuple[str, str]]:
    """Names of mistakes, each with the text that follows the place, the likeliest first.

    Small shapes look like several mistakes at once: (1, 3) for (3, 1) is transposed, and differs in
    axes of size 1. The actual mistake is one that fits all shapes of the submission.
    """
    both = f"has the shape {got} where {expected} is expected"
    if got == (1, *expected):
        text = f"{both}: an axis of size 1 stands in front. Call the model with x as it is."
        yield "batch_axis_added", text
    if expected == (1, *got):
        text = f"{both}: the axis of size 1 in front is missing. Is it squeezed, or indexed?"
        yield "batch_axis_dropped", text
    if got == expected[::-1]:
        yield "transposed", f"{both}: it is transposed."
    if [n for n in got if n != 1] == [n for n in expected if n != 1]:
        text = f"{both}: only axes of size 1 differ, which None and keepdims make, squeeze removes."
        yield "axis_of_size_one", text
    if sorted(got) == sorted(expected):
        yield "axes_in_another_order", f"{both}: the axes are in another order."
    if math.prod(got) == math.prod(expected):
        yield "reshaped", f"{both}: the same number of elements in another shape."
    if len(got) < len(expected) and _is_within(got, expected):
        text = f"{both}: an axis is missing. Is there a mean, a sum or an index too many?"
        yield "axis_missing", text
    if len(got) > len(expected) and _is_within(expected, got):
        yield "axis_added", f"{both}: an axis too many, as stacking and broadcasting make."


def _is_within(shorter: Shape, longer: Shape) -> bool:
    """Whether the sizes of one appear in this order among those of the other."""
    left = iter(longer)
    return all(size in left for size in shorter)
