"""What may have happened to an array whose shape is not the expected one."""

import math
from collections.abc import Iterator

Shape = tuple[int, ...]


def looks(expected: Shape, got: Shape) -> Iterator[str]:
    """What it looks like, the likeliest first: names for `ShapeDiffers.looks`.

    Small shapes look like several mistakes at once: (1, 3) for (3, 1) is transposed, and differs in
    axes of size 1.
    """
    if got == (1, *expected):
        yield "batch_axis_added"
    if expected == (1, *got):
        yield "batch_axis_dropped"
    if got == expected[::-1]:
        yield "transposed"
    if [n for n in got if n != 1] == [n for n in expected if n != 1]:
        yield "axes_of_size_one"
    if sorted(got) == sorted(expected):
        yield "axes_in_another_order"
    if math.prod(got) == math.prod(expected):
        yield "reshaped"
