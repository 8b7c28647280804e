"""Which case catches what, and which cases catch nothing that the others don't."""

from collections import Counter
from collections.abc import Sequence

from graders.cases import Case
from graders.examples import ExampleResult
from graders.strength.report import CaseReport, MutantReport
from graders.verdict import Outcome


def report_cases(
    cases: Sequence[Case], examples: Sequence[ExampleResult], mutants: Sequence[MutantReport]
) -> tuple[CaseReport, ...]:
    """What each case contributes to catching the mistakes among the examples, and the mutants."""
    caught_by = {
        result.example.name: result.caught_by
        for result in examples
        if result.example.expected is not Outcome.ACCEPTED and result.caught_by
    }
    first_kills = Counter(mutant.killed_by for mutant in mutants)
    reports = []
    for case in cases:
        catches = [name for name, names in caught_by.items() if case.name in names]
        is_first = any(caught_by[name][0] == case.name for name in catches)
        reports.append(
            CaseReport(
                name=case.name,
                visibility=case.visibility,
                catches=tuple(catches),
                catches_alone=tuple(name for name in catches if len(caught_by[name]) == 1),
                first_kills=first_kills[case.name],
                redundant=case.visibility != "sample"
                and not is_first
                and not first_kills[case.name],
            )
        )
    return tuple(reports)
