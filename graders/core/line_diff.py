"""Comparing two files line by line, where that takes no longer than anybody would wait."""

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

# Pairs of lines looked at, at worst: about a second.
_MAX_STEPS = 30_000_000


def line_matcher(before: Sequence[str], after: Sequence[str]) -> SequenceMatcher[str] | None:
    """What tells the lines that stayed; None where the search for them could take too long.

    difflib looks at every pair of equal lines again for each block that it finds, which is the
    third power of the lines where they are equal.
    """
    pairs = len(before) + len(after)
    # Of many lines, it takes none that is more frequent for a beginning.
    most = len(after) // 100 + 1 if len(after) >= 200 else len(after)
    times = Counter(before)
    pairs += sum(count * times[line] for line, count in Counter(after).items() if count <= most)
    if pairs * min(len(before), len(after)) > _MAX_STEPS:
        return None
    return SequenceMatcher(a=before, b=after)
