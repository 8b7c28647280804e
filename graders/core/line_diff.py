"""Comparing two files line by line, unless it would take too long."""

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

# Pairs of lines compared at worst: about a second.
_MAX_STEPS = 30_000_000


def line_matcher(before: Sequence[str], after: Sequence[str]) -> SequenceMatcher[str] | None:
    """The matcher of lines that stayed; None if the search could take too long.

    For each block that it finds, difflib looks again at every pair of equal lines. If all lines are
    equal, this is cubic in their number.
    """
    pairs = len(before) + len(after)
    # In long files, difflib starts no block at a line that is more frequent.
    most = len(after) // 100 + 1 if len(after) >= 200 else len(after)
    times = Counter(before)
    pairs += sum(count * times[line] for line, count in Counter(after).items() if count <= most)
    if pairs * min(len(before), len(after)) > _MAX_STEPS:
        return None
    return SequenceMatcher(a=before, b=after)
