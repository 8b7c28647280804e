"""Mutants of a reference that its author knows to compute the same as the reference."""

from typing import Annotated

from pydantic import Field

from graders.core.strict_spec import Spec

MAX_EQUIVALENT = 100
_Lines = Annotated[str, Field(max_length=2000)]


class EquivalentMutant(Spec):
    """A change of `solution.py` that no case can notice, and the reason.

    `before` and `after` are the lines that it changes, without the space around each.
    """

    before: _Lines
    after: _Lines
    reason: Annotated[str, Field(min_length=1, max_length=500)]
