"""What a verdict shows of a hidden case, and of a secret one.

Of a hidden case it shows how far off the output is, and no value. The arguments of a secret case
come again, so nothing may tell them: a submission sees them, and chooses what it returns and prints
and how long it takes.
"""

from graders.comparison.display import shown
from graders.comparison.explanation import one_digit
from graders.core.reasons.outputs import (
    OtherFiniteness,
    OtherShape,
    OtherStructure,
    OtherType,
    OtherValues,
    OutputReason,
)
from graders.core.values import Value
from graders.core.verdict import Comparison
from graders.problem.cases import Case
from graders.sandbox.outcomes import Call, Raised, Unreadable

# The stage in which the outputs differ is all that is told of a secret case.
_STAGES: dict[str, OutputReason] = {
    "structure": OtherStructure(),
    "shape": OtherShape(),
    "dtype": OtherType(),
    "nonfinite": OtherFiniteness(),
    "values": OtherValues(),
}


def compared(
    case: Case, comparison: Comparison, difference: OutputReason | None
) -> tuple[Comparison, OutputReason | None]:
    """What a learner may see of a comparison, and of the reason why the outputs differ."""
    if case.visibility == "hidden":
        comparison = redact(comparison, secret=case.is_secret)
    return comparison, _STAGES.get(comparison.kind) if case.is_secret else difference


def redact(comparison: Comparison, *, secret: bool) -> Comparison:
    """How far off an output is, but no values; for a secret case, only the stage.

    The place, number and size of the differences could carry a message.
    """
    if secret:
        kept = ("kind", "comparator", "atol", "rtol", "max_ulps")
        return Comparison(path="", **{name: getattr(comparison, name) for name in kept})

    def rounded(error: float | None) -> float | None:
        return None if error is None else one_digit(error)

    return comparison.model_copy(
        update={
            "worst": (),
            "max_abs_error": rounded(comparison.max_abs_error),
            "max_rel_error": rounded(comparison.max_rel_error),
            "max_ulp_error": rounded(comparison.max_ulp_error),
        }
    )


def times(case: Case, call: Call) -> dict[str, float | None]:
    """How long a call took."""
    if case.is_secret:
        return {"time_ms": None, "cpu_ms": None}
    return {"time_ms": round(call.time_ms, 3), "cpu_ms": round(call.cpu_ms, 3)}


def printed(case: Case, stdout: str, stderr: str) -> dict[str, str]:
    """The text that was printed, which could tell the arguments."""
    return {"stdout": stdout, "stderr": stderr} if case.visibility == "sample" else {}


def outputs(
    case: Case, answer: Value | Unreadable | Raised, expected: Value | None
) -> dict[str, object]:
    """The output, and the expected one where there is one."""
    if case.visibility == "hidden":
        return {}
    given = {} if isinstance(answer, Unreadable | Raised) else {"got": shown(answer)}
    return given if expected is None else given | {"expected": shown(expected)}
