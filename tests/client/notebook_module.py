"""A module that a notebook imports."""

FACTOR = 2.0


def scale_rows(x: float, factor: float) -> float:
    return FACTOR * x * factor / 2
