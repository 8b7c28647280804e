"""What is wrong with a problem's tests, in sentences that say what to do about it."""

from collections.abc import Iterable, Iterator, Sequence

from graders.strength.report import (
    DegenerateAnswerReport,
    ExampleReport,
    Finding,
    MutationReport,
    SpreadReport,
)
from graders.verdict import Outcome

# Orders of addition that were not tried may round ten times worse.
_LARGEST_SHARE = 0.1

_COMPUTED = {"float64": "in float64", "jitted": "under jax.jit"}
_TIGHT = (
    "A right solution that computes in another order may fail: raise atol or rtol, so that it is "
    "0.1 times the tolerance at most."
)
_TOO_TIGHT = (
    "A right solution that computes in another order will fail: raise atol or rtol, or draw inputs "
    "for which rounding matters less."
)
_DEGENERATE_ADVICE = {
    "nan": "Leave equal_nan off, or add a case whose output is no NaN.",
    "first_answer": "Add a case with another answer.",
    "bfloat16": "All but three digits may be wrong: lower the tolerance, or "
    "add a case whose output has more of them.",
}
_OTHER_DEGENERATE_ADVICE = "Add a case that has another answer."


def find(
    examples: Iterable[ExampleReport],
    degenerate_answers: Iterable[DegenerateAnswerReport],
    mutation: MutationReport,
    spreads: Iterable[SpreadReport],
) -> tuple[Finding, ...]:
    """Everything that is wrong or doubtful, failures first."""
    return (
        *_differing(examples),
        *_accepted(degenerate_answers),
        *_surviving(mutation),
        *_tight(spreads),
    )


def _differing(examples: Iterable[ExampleReport]) -> Iterator[Finding]:
    for example in examples:
        if example.as_expected:
            continue
        said = f"{example.name} must get {example.expected}, and got {example.got}"
        if example.got is Outcome.ACCEPTED:
            said += ". No case catches it: add one that does."
        else:
            said += f": {example.message}"
        yield Finding(severity="failure", subject="example", message=said)


def _accepted(answers: Iterable[DegenerateAnswerReport]) -> Iterator[Finding]:
    for answer in answers:
        if answer.status == "accepted":
            advice = _DEGENERATE_ADVICE.get(answer.name, _OTHER_DEGENERATE_ADVICE)
            yield Finding(
                severity="failure",
                subject="degenerate_answer",
                message=f"{answer.name} passes every case ({answer.description}). {advice}",
            )


def _surviving(mutation: MutationReport) -> Iterator[Finding]:
    if mutation.survived:
        yield Finding(
            severity="warning",
            subject="mutant",
            message=f"{mutation.survived} of {mutation.run} mutants of the reference pass every "
            "case. Add a case that tells each from the reference, unless its change makes no "
            "difference to any right answer.",
        )


def _tight(spreads: Iterable[SpreadReport]) -> Iterator[Finding]:
    for spread in spreads:
        share = spread.share_of_tolerance
        # Rounding to bfloat16 is meant to be caught, and is among the degenerate answers.
        if spread.variant == "bfloat16" or share is None or share <= _LARGEST_SHARE:
            continue
        said = (
            f"In {spread.worst_case!r} the reference {_COMPUTED[spread.variant]} differs by "
            f"{share:.2g} times the tolerance. "
        )
        said += _TOO_TIGHT if share > 1 else _TIGHT
        yield Finding(severity="warning", subject="tolerance", message=said)


def holds(findings: Sequence[Finding]) -> bool:
    """Whether none of them is a failure."""
    return all(finding.severity != "failure" for finding in findings)
