"""What a wrong shape looks like: a name for the mistake, and how to put it right."""

import math

Shape = tuple[int, ...]


def explain(expected: Shape, got: Shape) -> tuple[str, str]:
    """A name and what to say after the place; both empty where it looks like nothing known."""
    if got == (1, *expected):
        return "batch_axis_added", (
            "has an axis of size 1 in front that is not expected: call the model with x as it is, "
            "or take the axis away again."
        )
    if expected == (1, *got):
        return (
            "batch_axis_dropped",
            "lacks the axis of size 1 in front: is it squeezed, or indexed?",
        )
    if [n for n in got if n != 1] == [n for n in expected if n != 1]:
        return "axis_of_size_one", (
            f"has the shape {got} where {expected} is expected: they differ in axes of size 1, "
            "which indexing by None, reshape and keepdims=True make, and squeeze takes away."
        )
    if got == expected[::-1]:
        return "transposed", f"has the shape {got} where {expected} is expected: it is transposed."
    if sorted(got) == sorted(expected):
        return "axes_in_another_order", (
            f"has the shape {got} where {expected} is expected: the axes are in another order."
        )
    if math.prod(got) == math.prod(expected):
        return "reshaped", (
            f"has the shape {got} where {expected} is expected: the same number of elements in "
            "another shape."
        )
    if len(got) < len(expected) and _is_within(got, expected):
        return "axis_missing", (
            f"has the shape {got} where {expected} is expected: an axis is missing. Is there a "
            "mean, a sum or an index too many?"
        )
    if len(got) > len(expected) and _is_within(expected, got):
        return "axis_added", (
            f"has the shape {got} where {expected} is expected: an axis too many, as stacking and "
            "broadcasting make."
        )
    return "", ""


def _is_within(shorter: Shape, longer: Shape) -> bool:
    """Whether the sizes of one come in this order among those of the other."""
    left = iter(longer)
    return all(size in left for size in shorter)
