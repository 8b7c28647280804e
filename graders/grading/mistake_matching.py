"""Deciding which known mistake a wrong submission looks like: no process is touched here.

An example of a mistake explains a submission that does the same on every case: it passes where the
submission passes, and fails where it fails, with the same output within the case's tolerance or
with the same exception. If it differs on a single case, it explains nothing.

If several examples explain one submission, all of them are named. Outputs within the tolerance are
the same answer to this problem, so its cases can't tell these mistakes apart, and choosing one of
them would be a guess.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from graders.comparison.compare import compare, fits
from graders.core.values import Kind, Value
from graders.execution.run_cases import Execution
from graders.problem.cases import Case
from graders.problem.comparators import Comparator, Custom, Tolerance
from graders.sandbox.outcomes import Raised, Unreadable

# JAX names a tracer by its address too, as "object id 139891978364544".
_ADDRESS = re.compile(r"\b0x[0-9a-f]+\b|(?<=\bobject id )[0-9]+\b")
_TOKEN = re.compile(r"\w+|[^\w\s]")
# Both run over untrusted text: neither looks at a character more than a few times.
_NAMING = re.compile(r"\b(?:class|def)\s+(\w+)|\.(\w+)\s*=(?!=)")


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What a source did on each case. `source` shows which names in its exceptions are its own."""

    source: str
    answers: tuple[Value | Unreadable | Raised, ...]


def behaviour(execution: Execution, source: str, cases: Sequence[Case]) -> Behaviour | None:
    """The behaviour of an execution over these cases; None if it was stopped early.

    An exception raised while the source was loaded counts as the answer to every case.
    """
    if execution.loading is not None:
        return Behaviour(source, (execution.loading,) * len(cases))
    if execution.stopped is not None:
        return None
    return Behaviour(source, tuple(call.answer for call in execution.calls))


def explains(
    example: Behaviour,
    submission: Behaviour,
    cases: Sequence[Case],
    expected: Sequence[Value],
    accept: Collection[Kind],
) -> bool:
    """Whether the submission does the same as the example, on every case that the example ran on.

    Args:
        example: what the example does, on all cases or on the first ones.
        submission: what the submission does.
        cases: the calls of both.
        expected: what the reference returned.
        accept: the kinds of array or number that are interchangeable.
    """
    compared = zip(example.answers, submission.answers, cases, expected, strict=False)
    for theirs, ours, case, wanted in compared:
        if isinstance(theirs, Raised) and isinstance(ours, Raised):
            if not _same_exception(theirs, ours, example.source, submission.source):
                return False
        elif isinstance(theirs, Unreadable) and isinstance(ours, Unreadable):
            if not _same_words(theirs.what, ours.what, example.source, submission.source):
                return False
        elif isinstance(theirs, Raised | Unreadable) or isinstance(ours, Raised | Unreadable):
            return False
        else:
            if not fits(theirs, ours, _alike(case), accept):
                return False
            kinds = {compare(wanted, got, case.tolerance, accept)[0].kind for got in (theirs, ours)}
            if len(kinds) > 1:
                return False
    return True


def _alike(case: Case) -> Comparator:
    """How close the outputs of the same mistake must be."""
    # A checker decides what is correct; it may treat two wrong outputs differently.
    near = Tolerance() if isinstance(case.tolerance, Custom) else case.tolerance
    # A mistake that returns NaN is the same mistake even if NaN is wrong.
    return near.model_copy(update={"equal_nan": True})


def _same_exception(theirs: Raised, ours: Raised, their_source: str, our_source: str) -> bool:
    """Whether both have one type and the same text, except for names that each source defines."""
    if (theirs.stage, theirs.type) != (ours.stage, ours.type):
        return False
    return _same_words(theirs.message, ours.message, their_source, our_source)


def _same_words(theirs: str, ours: str, their_source: str, our_source: str) -> bool:
    """Whether two texts say the same, except for names that each source defines.

    Words may differ if each is the name of a class, function or attribute that the source itself
    defines; addresses may differ too. Numbers may not: both had the same arguments.
    """
    their_tokens, our_tokens = _tokens(theirs), _tokens(ours)
    if len(their_tokens) != len(our_tokens):
        return False
    differing = {(a, b) for a, b in zip(their_tokens, our_tokens, strict=True) if a != b}
    if not differing:
        return True
    their_names, our_names = _names(their_source), _names(our_source)
    return all(a in their_names and b in our_names for a, b in differing)


def _tokens(message: str) -> list[str]:
    return _TOKEN.findall(_ADDRESS.sub("0x", message))


def _names(source: str) -> set[str]:
    return {name for found in _NAMING.findall(source) for name in found if name}
