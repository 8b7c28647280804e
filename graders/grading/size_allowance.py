"""Keeping all cases of a verdict within its bound, while they are reported one by one."""

from graders.core import verdict_bounds
from graders.core.verdict import CaseVerdict

_LEFT_OUT = "(left out)"
_MARK = " (All else is left out: the verdict is too large.)"


class Allowance:
    """The room left for the cases of one verdict.

    The first cases are reported in full, as long as enough room is left to report each of the
    others at least in brief. That depends only on the cases and their order, so what was reported
    does not change.
    """

    def __init__(self, cases: int) -> None:
        """Start to report this many cases."""
        self._to_come = cases
        self._left_bytes = verdict_bounds.CASES_BYTES

    def told(self, case: CaseVerdict) -> CaseVerdict:
        """The next case, in brief if there is no room for all of it."""
        self._to_come -= 1
        room = self._left_bytes - self._to_come * verdict_bounds.BRIEF_CASE_BYTES
        if (size := _size(case)) > room:
            case = in_brief(case)
            size = _size(case)
        self._left_bytes -= size
        return case


def in_brief(case: CaseVerdict) -> CaseVerdict:
    """The case without printed text and outputs, at most `BRIEF_CASE_BYTES`."""
    comparison, error = case.comparison, case.error
    if comparison is not None:
        path = verdict_bounds.cut(comparison.path, verdict_bounds.BRIEF_NAME_BYTES)
        comparison = comparison.model_copy(update={"worst": (), "path": path})
    if error is not None:
        message = verdict_bounds.cut(error.message, verdict_bounds.BRIEF_NAME_BYTES)
        error = error.model_copy(update={"message": message, "source_line": None})
    said = case.author_message
    return case.model_copy(
        update={
            "message": verdict_bounds.cut(case.message, verdict_bounds.BRIEF_MESSAGE_BYTES) + _MARK,
            "parameters": verdict_bounds.cut_within(
                case.parameters, verdict_bounds.BRIEF_PARAMETERS_BYTES
            ),
            "author_message": said and verdict_bounds.cut(said, verdict_bounds.BRIEF_NAME_BYTES),
            "stdout": case.stdout and _LEFT_OUT,
            "stderr": case.stderr and _LEFT_OUT,
            "comparison": comparison,
            "error": error,
            "arguments": None,
            "got": None if case.got is None else _LEFT_OUT,
            "expected": None if case.expected is None else _LEFT_OUT,
            "reproducer": None,
        }
    )


def _size(case: CaseVerdict) -> int:
    # Plus one for the comma that follows.
    return len(case.model_dump_json().encode()) + 1
