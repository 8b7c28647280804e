"""Describing what is wrong with a problem's tests, and what to do about it."""

from collections.abc import Iterable, Iterator, Sequence

from graders.core.verdict import Outcome
from graders.verification.problem_faults import Fault
from graders.verification.report import (
    DegenerateAnswerReport,
    ExampleReport,
    Finding,
    MutationReport,
    NotToldApart,
    SpreadReport,
)

# Untested orders of addition may round ten times worse.
_LARGEST_SHARE = 0.1

_COMPUTED = {"float64": "in float64", "jitted": "under jax.jit"}
_TIGHT = (
    "A right solution that computes in another order may fail: loosen the tolerance, so that it "
    "is 0.1 times the tolerance at most."
)
_TOO_TIGHT = (
    "A right solution that computes in another order will fail: loosen the tolerance, or draw "
    "inputs for which rounding matters less."
)
_DEGENERATE_ADVICE = {
    "nan": "Leave equal_nan off, or add a case whose output is no NaN.",
    "first_answer": "Add a case with another answer.",
    "bfloat16": "All but three digits may be wrong: lower the tolerance, or "
    "add a case whose output has more of them.",
}
# Wrong only in order or last digits: a checker may rightly accept that.
_RIGHT_TO_SOME_CHECKERS = ("transposed", "reversed", "bfloat16")
_OTHER_DEGENERATE_ADVICE = "Add a case that has another answer."


def find(
    *,
    faults: Iterable[Fault],
    examples: Sequence[ExampleReport],
    not_told_apart: Iterable[NotToldApart],
    degenerate_answers: Sequence[DegenerateAnswerReport],
    mutation: MutationReport,
    spreads: Iterable[SpreadReport],
    has_checker: bool,
) -> tuple[Finding, ...]:
    """Everything that is wrong or doubtful, failures first."""
    found = [
        *faulty(faults),
        *_failing_checker(degenerate_answers, mutation),
        *differing(examples),
        *_accepted(degenerate_answers, has_checker=has_checker),
        *_surviving(mutation),
        *_unnamed(examples),
        *_confused(not_told_apart),
        *_tight(spreads),
    ]
    return tuple(sorted(found, key=lambda finding: finding.severity != "failure"))


def tell_fault(fault: Fault) -> str:
    """The fault as a sentence."""
    return f"{fault.file}: {fault.subject}: {fault.reason.rstrip('.')}."


def faulty(faults: Iterable[Fault]) -> Iterator[Finding]:
    """What the problem's own code shows to be wrong."""
    for fault in faults:
        yield Finding(severity="failure", subject="fault", message=tell_fault(fault))


def _failing_checker(
    degenerate_answers: Iterable[DegenerateAnswerReport], mutation: MutationReport
) -> Iterator[Finding]:
    reasons = [
        *((answer.name, answer.not_judged) for answer in degenerate_answers if answer.not_judged),
        *(
            (f"what a mutant of line {mutant.line} gives", mutant.not_judged)
            for mutant in mutation.mutants
            if mutant.not_judged
        ),
    ]
    if reasons:
        name, reason = reasons[0]
        yield Finding(
            severity="failure",
            subject="fault",
            message=f"checker.py fails on {len(reasons)} of the answers tried, as on {name}: "
            f"{reason.rstrip('.')}. A submission that gives such an answer would get judge_error: "
            "let check return False, or what is wrong.",
        )


def differing(examples: Iterable[ExampleReport]) -> Iterator[Finding]:
    """The examples that don't get the verdict that their folder names."""
    for example in examples:
        if example.as_expected:
            continue
        said = f"{example.name} must get {example.expected}, and got {example.got}"
        if example.got is Outcome.ACCEPTED:
            said += ". No case catches it: add one that does."
        else:
            said += f": {example.message}"
        yield Finding(severity="failure", subject="example", message=said)


def _accepted(answers: Iterable[DegenerateAnswerReport], *, has_checker: bool) -> Iterator[Finding]:
    for answer in answers:
        if answer.status == "accepted":
            advice = _DEGENERATE_ADVICE.get(answer.name, _OTHER_DEGENERATE_ADVICE)
            may_be_right = has_checker and answer.name in _RIGHT_TO_SOME_CHECKERS
            if may_be_right:
                advice = "If it is wrong, let checker.py refuse it."
            yield Finding(
                severity="warning" if may_be_right else "failure",
                subject="degenerate_answer",
                message=f"{answer.name} passes every case ({answer.description}). {advice}",
            )


def _surviving(mutation: MutationReport) -> Iterator[Finding]:
    if mutation.survived:
        yield Finding(
            severity="warning",
            subject="mutant",
            message=f"{mutation.survived} of {mutation.run} mutants of the reference pass every "
            "case. Add a case that tells each from the reference, or mark it in equivalent_mutants "
            "if its change makes no difference to any right answer.",
        )
    for mutant in mutation.mutants:
        if mutant.reason is not None and mutant.status in ("killed", "timed_out"):
            yield Finding(
                severity="warning",
                subject="mutant",
                message=f"The mutant of line {mutant.line} that becomes {mutant.after!r} is marked "
                f"as equivalent, and {mutant.killed_by or 'loading it'} tells it from the "
                "reference: remove the mark.",
            )
    for after in mutation.unmatched:
        yield Finding(
            severity="warning",
            subject="mutant",
            message=f"equivalent_mutants marks what becomes {after!r}, and no mutant does: remove "
            "the mark, or write it as the report does.",
        )


def _unnamed(examples: Iterable[ExampleReport]) -> Iterator[Finding]:
    # Examples with an unexpected verdict are reported already, and their hints belong to it.
    unnamed = [e.name for e in examples if e.as_expected and not e.named_rightly]
    if unnamed:
        yield Finding(
            severity="warning",
            subject="naming",
            message="A learner who makes one of these mistakes is not told so, because the example "
            "does not even do the same as itself, being random or stopped: "
            f"{', '.join(unnamed)}. Let it do the same each time.",
        )


def _confused(groups: Iterable[NotToldApart]) -> Iterator[Finding]:
    for group in groups:
        if not group.same_hint:
            yield Finding(
                severity="warning",
                subject="naming",
                message=f"The cases can't tell these mistakes apart: {', '.join(group.mistakes)}. "
                "Add a case, or give them the same hint.",
            )


def _tight(spreads: Iterable[SpreadReport]) -> Iterator[Finding]:
    for spread in spreads:
        share = spread.share_of_tolerance
        # The cases should catch rounding to bfloat16; it is one of the degenerate answers.
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
