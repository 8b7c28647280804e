"""The file hints.md: hints that learners open one by one, apart from the verdict."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from graders.problem.files import ProblemError, optional_text

MAX_HINTS = 10
_FILE = "hints.md"
_BREAK = re.compile(r"^---$", re.MULTILINE)


def read_hints(folder: Path, files: Mapping[str, bytes]) -> tuple[str, ...]:
    """The hints of a package, in their order; none without the file.

    Raises:
        ProblemError: one is empty, or there are more than `MAX_HINTS`.
    """
    text = optional_text(folder, files, _FILE)
    if text is None:
        return ()
    hints = tuple(part.strip() for part in _BREAK.split(text))
    if not all(hints):
        raise ProblemError(f"{folder / _FILE}: a hint is empty: lines of --- part them")
    if len(hints) > MAX_HINTS:
        reason = f"has {len(hints)} hints; {MAX_HINTS} are the most"
        raise ProblemError(f"{folder / _FILE}: {reason}")
    return hints


def hints_text(hints: Sequence[str]) -> str:
    """The file's text for these hints, from which `read_hints` reads them.

    Raises:
        ProblemError: one has a line that parts hints.
    """
    for number, hint in enumerate(hints, 1):
        if _BREAK.search(hint):
            raise ProblemError(f"{_FILE}: hint {number}: a line of --- parts hints")
    return "\n\n---\n\n".join(hint.strip() for hint in hints) + "\n" if hints else ""
