"""Which mistakes a learner would be told together, because the cases can't tell them apart."""

from collections.abc import Iterable

from graders.examples import ExampleResult
from graders.strength.report import NotToldApart


def not_told_apart(results: Iterable[ExampleResult]) -> tuple[NotToldApart, ...]:
    """Each group of them once, in the order of the examples."""
    groups = dict.fromkeys(
        tuple((hint.mistake, hint.text) for hint in result.verdict.hints)
        for result in results
        if len(result.verdict.hints) > 1
    )
    return tuple(
        NotToldApart(
            mistakes=tuple(mistake for mistake, _ in group),
            same_hint=len({text for _, text in group}) == 1,
        )
        for group in groups
    )
