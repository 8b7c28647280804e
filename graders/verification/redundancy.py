"""Reporting which case catches what, and which cases catch nothing that the others don't."""

from collections import Counter
from collections.abc import Sequence

from graders.core.verdict import Outcome
from graders.problem.cases import Case
from graders.verification.examples import ExampleResult
from graders.verification.report import CaseReport, DegenerateAnswerReport, MutantReport


def report_cases(
    cases: Sequence[Case],
    examples: Sequence[ExampleResult],
    degenerate_answers: Sequence[DegenerateAnswerReport],
    mutants: Sequence[MutantReport],
) -> tuple[CaseReport, ...]:
    """What each case contributes to catching mistakes, degenerate answers and mutants."""
    mistakes = {
        result.example.name: result.caught_by
        for result in examples
        if result.example.expected is not Outcome.ACCEPTED and result.caught_by
    }
    first_kills = Counter(mutant.killed_by for mutant in mutants)
    rejections = [answer.rejected_by for answer in degenerate_answers if answer.rejected_by]
    firsts = {names[0] for names in [*mistakes.values(), *rejections]} | set(first_kills)
    reports = []
    for case in cases:
        catches = [name for name, caught_by in mistakes.items() if case.name in caught_by]
        reports.append(
            CaseReport(
                name=case.name,
                visibility=case.visibility,
                catches=tuple(catches),
                catches_alone=tuple(name for name in catches if len(mistakes[name]) == 1),
                first_kills=first_kills[case.name],
                redundant=case.visibility != "sample" and case.name not in firsts,
            )
        )
    return tuple(reports)
