"""Making variants of the reference with other arithmetic, as sources to run in the sandbox."""

from pathlib import Path
from typing import Literal

from graders.problem.package import Problem

Variant = Literal["float64", "jitted"]
VARIANTS: tuple[Variant, ...] = ("float64", "jitted")

_REARRANGE = (Path(__file__).parent / "rearrange.py").read_text()


def variant_source(problem: Problem, variant: Variant) -> str:
    """The solution with its function computed in the variant's way."""
    function = problem.spec.entry_point.function
    return (
        f"{problem.solution}\n_rearrange = {{}}\nexec({_REARRANGE!r}, _rearrange)\n"
        f"{function} = _rearrange[{variant!r}]({function})\n"
    )
