"""Variants of the reference with other arithmetic, to run in the sandbox."""

from dataclasses import replace
from pathlib import Path
from typing import Literal

from graders.problem.package import Problem

Variant = Literal["float64", "jitted"]
VARIANTS: tuple[Variant, ...] = ("float64", "jitted")

_REARRANGE = (Path(__file__).parent / "rearrange.py").read_text()

# Each defines `call`, which makes a case's call as the child would: see `SubmittedModule`.
_CALL_FUNCTION = """
def call(submission, *arguments):
    return submission.{name}(*arguments)
"""
_CALL_CLASS = """
def call(submission, *arguments):
    names = {constructor!r}
    instance = submission.{name}(**dict(zip(names, arguments)))
    return instance(*arguments[len(names):])
"""
_CALL_DRIVER = """
import sys, types

problems_own = types.ModuleType("problems_own")
exec(compile({driver!r}, "driver.py", "exec"), problems_own.__dict__)
call = problems_own.drive
"""
_DRIVER = """
from functools import partial

rearrange = {{}}
exec({rearrange!r}, rearrange)
{call}
def drive(submission, *arguments):
    return rearrange[{variant!r}](partial(call, submission))(*arguments)
"""


def variant_of(problem: Problem, variant: Variant) -> Problem:
    """The problem with a driver that makes each call in the variant's arithmetic."""
    harness = problem.harness
    if harness.driver is not None:
        call = _CALL_DRIVER.format(driver=harness.driver)
    elif harness.constructor is not None:
        call = _CALL_CLASS.format(name=harness.defines[0], constructor=harness.constructor)
    else:
        call = _CALL_FUNCTION.format(name=harness.defines[0])
    driver = _DRIVER.format(rearrange=_REARRANGE, call=call, variant=variant)
    return replace(problem, harness=replace(harness, constructor=None, driver=driver))
