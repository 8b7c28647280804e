"""Variants of the reference with other arithmetic, to run in the sandbox."""

from dataclasses import replace
from pathlib import Path
from typing import Literal

from graders.problem.package import Problem

Variant = Literal["float64", "jitted"]
VARIANTS: tuple[Variant, ...] = ("float64", "jitted")

_REARRANGE = (Path(__file__).parent / "rearrange.py").read_text()


def variant_of(problem: Problem, variant: Variant) -> Problem:
    """The problem with each call made in the variant's arithmetic."""
    wrapper = f"{_REARRANGE}\n\nwrap = {variant}\n"
    return replace(problem, harness=replace(problem.harness, wrapper=wrapper))
