"""What wrong submissions that make one unknown mistake have in common: a digest to group them by.

Known mistakes are compared with a submission value by value (`matching`). Here nothing is known to
compare with, and no two submissions had the same draw. So the digest is made of what does not
depend on it: how the outputs differ from the expected ones on the fixed cases, and how the drawn
cases of each generator end. Rounding between two ways to write a mistake must not part them, and
one error per case, of three digits, seldom changes by rounding.
"""

import hashlib
import json
import re
from collections.abc import Collection, Sequence

from graders.comparison.compare import compare
from graders.core.values import Kind, Value
from graders.core.verdict import CaseVerdict, Outcome
from graders.grading.mistake_matching import Behaviour
from graders.problem.cases import Case
from graders.sandbox.outcomes import Raised, Unreadable

DIGEST_CHARACTERS = 16
# Names and numbers of the submission's own: two learners choose others.
_OWN = re.compile(r"'[^']*'|\b0x[0-9a-f]+\b|\d+")


def likeness(
    submission: Behaviour,
    cases: Sequence[Case],
    expected: Sequence[Value],
    verdicts: Sequence[CaseVerdict],
    accept: Collection[Kind],
) -> str:
    """The digest of a wrong submission; those with another digest make another mistake.

    Args:
        submission: what it does.
        cases: the calls.
        expected: what the reference returned.
        verdicts: how the cases ended.
        accept: the kinds of array or number that are interchangeable.
    """
    passed = {each.name for each in verdicts if each.verdict is Outcome.ACCEPTED}
    fixed: list[object] = []
    kinds: set[tuple[str, str, str]] = set()
    for answer, case, wanted in zip(submission.answers, cases, expected, strict=False):
        name = case.name if case.fixed else case.name.rpartition(" ")[0]
        if case.name in passed:
            kinds.add((name, "passed", ""))
        elif isinstance(answer, Raised):
            kinds.add((name, answer.type, _OWN.sub("", answer.message)))
        elif isinstance(answer, Unreadable):
            kinds.add((name, "unreadable", _OWN.sub("", answer.what)))
        else:
            difference = compare(wanted, answer, case.tolerance, accept)[0]
            kinds.add((name, "differs", difference.kind))
            if case.fixed and (error := difference.max_abs_error) is not None:
                fixed.append((name, difference.mismatched, difference.total, f"{error:.3g}"))
    text = json.dumps([fixed, sorted(kinds)])
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:DIGEST_CHARACTERS]
