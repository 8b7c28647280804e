"""Explaining a wrong shape: a name for the mistake, and how to fix it."""

from collections.abc import Iterator

from graders.comparison.shape_looks import Shape, looks

# By what the shape looks like: the mistake, and the text that follows both shapes.
_MISTAKES = {
    "batch_axis_added": (
        "batch_axis_added",
        "an axis of size 1 stands in front. Call the model with x as it is.",
    ),
    "batch_axis_dropped": (
        "batch_axis_dropped",
        "the axis of size 1 in front is missing. Is it squeezed, or indexed?",
    ),
    "transposed": ("transposed", "it is transposed."),
    "axes_of_size_one": (
        "axis_of_size_one",
        "only axes of size 1 differ, which None and keepdims make, squeeze removes.",
    ),
    "axes_in_another_order": ("axes_in_another_order", "the axes are in another order."),
    "reshaped": ("reshaped", "the same number of elements in another shape."),
}


def explanations(expected: Shape, got: Shape) -> Iterator[tuple[str, str]]:
    """Names of mistakes, each with the text that follows the place, the likeliest first.

    The actual mistake is one that fits all shapes of the submission.
    """
    both = f"has the shape {got} where {expected} is expected"
    for look in looks(expected, got):
        mistake, text = _MISTAKES[look]
        yield mistake, f"{both}: {text}"
    if len(got) < len(expected) and _is_within(got, expected):
        text = f"{both}: an axis is missing. Is there a mean, a sum or an index too many?"
        yield "axis_missing", text
    if len(got) > len(expected) and _is_within(expected, got):
        yield "axis_added", f"{both}: an axis too many, as stacking and broadcasting make."


def _is_within(shorter: Shape, longer: Shape) -> bool:
    """Whether the sizes of one appear in this order among those of the other."""
    left = iter(longer)
    return all(size in left for size in shorter)
