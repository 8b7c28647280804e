"""Judging as a library: knows no HTTP and no database.

Names load on first use, because the sandbox's processes import from this package and must stay
small.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graders.core.verdict import Outcome as Outcome
    from graders.core.verdict import Verdict as Verdict
    from graders.judge import Judge as Judge
    from graders.judge import grade as grade
    from graders.problem.package import Problem as Problem
    from graders.problem.package import load_problem as load_problem

_HOMES = {
    "Judge": "judge",
    "grade": "judge",
    "Problem": "problem.package",
    "load_problem": "problem.package",
    "Outcome": "core.verdict",
    "Verdict": "core.verdict",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"graders.{_HOMES[name]}"), name)
