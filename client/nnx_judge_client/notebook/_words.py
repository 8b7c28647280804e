"""A verdict in words, as the judge's own pages have them."""

import unicodedata
from typing import Any

from nnx_judge_client.models import FinishedSubmission, Outcome

_GOOD = (Outcome.ACCEPTED, Outcome.COMPLETED)
# Control and format characters, separators of lines, and what may show as anything.
_NOT_SHOWN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
# How many digits tell all that a type holds.
_DIGITS = {"float16": 5, "bfloat16": 4, "float64": 17}
_DIGITS_OF_OTHERS = 8


def visible(text: str) -> str:
    """`text` with escapes for what would not show, or would turn it round."""
    return "".join(
        each.encode("unicode_escape").decode()
        if each not in "\t\n" and unicodedata.category(each) in _NOT_SHOWN
        else each
        for each in text
    )


def is_good(outcome: Outcome) -> bool:
    """Whether nothing went wrong."""
    return outcome in _GOOD


def is_bad(outcome: Outcome) -> bool:
    """Whether something went wrong; what did not run is neither."""
    return not is_good(outcome) and outcome is not Outcome.SKIPPED


def words(outcome: Outcome) -> str:
    """`outcome` with its symbol."""
    symbol = "✓" if is_good(outcome) else "✗" if is_bad(outcome) else "-"
    return f"{symbol} {outcome.replace('_', ' ').capitalize()}"


def figures(submission: FinishedSubmission) -> str:
    """How many cases passed, the score and the time."""
    cases = f"{submission.passed} of {submission.total} cases"
    return f"{cases} · score {submission.score:.3g} · {duration(submission.time_ms)}"


def duration(ms: float) -> str:
    """A time, as exactly as it matters."""
    return f"{ms:.1f} ms" if ms < 10 else f"{ms:.0f} ms" if ms < 1000 else f"{ms / 1000:.1f} s"


def value(shown: Any, indent: str = "") -> str:
    """A value of a verdict: an array with its dtype and shape, or several by their names."""
    if not isinstance(shown, dict):
        return str(shown)
    if isinstance(shown.get("shape"), list) and "dtype" in shown:
        head = f"{shown['dtype']} {tuple(shown['shape'])}"
        if "values" not in shown:
            return f"{head}, too many values to show"
        return f"{head}\n{indent}{_nested(shown['values'], str(shown['dtype']), indent)}"
    return "".join(
        f"\n{indent}{name}: {value(part, indent + '  ')}" for name, part in shown.items()
    )


def number(shown: Any, dtype: str = "float32") -> str:
    """A number to the digits that its type has."""
    if not isinstance(shown, float):
        return str(shown)
    text = f"{shown:.{_DIGITS.get(dtype, _DIGITS_OF_OTHERS)}g}"
    return f"{text}.0" if text.lstrip("-").isdecimal() else text


def _nested(values: Any, dtype: str, indent: str) -> str:
    if not isinstance(values, list):
        return number(values, dtype)
    between = f",\n{indent} " if any(isinstance(each, list) for each in values) else ", "
    return f"[{between.join(_nested(each, dtype, indent + ' ') for each in values)}]"
