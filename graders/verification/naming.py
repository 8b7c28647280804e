"""Finding mistakes that a learner is told together, because the cases can't tell them apart."""

from collections.abc import Iterable

from graders.verification.examples import ExampleResult
from graders.verification.report import NotToldApart


def not_told_apart(results: Iterable[ExampleResult]) -> tuple[NotToldApart, ...]:
    """Each group once, in the order of the examples."""
    groups = dict.fromkeys(
        (result.named, len(result.verdict.hints) == 1)
        for result in results
        if result.named is not None and len(result.named) > 1
    )
    return tuple(
        NotToldApart(mistakes=mistakes, same_hint=same_hint) for mistakes, same_hint in groups
    )
