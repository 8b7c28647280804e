"""A problem's statistics, put together from what was counted."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from app.statistics.schemas import (
    CaseCount,
    DayCount,
    Distribution,
    MistakeCount,
    ProblemStatistics,
    ProblemTotals,
    UntilAccepted,
    VerdictCount,
)
from graders.core.verdict import title_from


def problem_statistics(
    problem: str,
    titles: Mapping[str, str],
    *,
    totals: ProblemTotals | None,
    days: Iterable[DayCount],
    verdicts: list[VerdictCount],
    until_accepted: list[UntilAccepted],
    mistakes: Iterable[tuple[str | None, int, int]],
    time_ms: Distribution,
    memory_mb: Distribution,
    cases: Iterable[CaseCount],
) -> ProblemStatistics:
    """Return the statistics.

    Args:
        problem: the name of the problem.
        titles: those of its known mistakes, by name.
        totals: None if there are no submissions.
        days: those with submissions, in order.
        verdicts: in the order in which they are shown.
        until_accepted: the same.
        mistakes: the same; their names, submissions and learners.
        time_ms: the distribution of times.
        memory_mb: the distribution of memory.
        cases: in any order.
    """
    shown = totals or ProblemTotals(
        problem=problem, submissions=0, accepted=0, judge_errors=0, learners=0, solved_by=0
    )
    return ProblemStatistics(
        **{name: getattr(shown, name) for name in ProblemTotals.model_fields},
        days=_without_gaps(days),
        verdicts=verdicts,
        until_accepted=until_accepted,
        mistakes=[
            MistakeCount(
                mistake=mistake,
                title=_title(mistake, titles),
                submissions=submissions,
                learners=learners,
            )
            for mistake, submissions, learners in mistakes
        ],
        time_ms=time_ms,
        memory_mb=memory_mb,
        cases=sorted(cases, key=lambda count: (-count.failed, count.case)),
    )


def _without_gaps(days: Iterable[DayCount]) -> list[DayCount]:
    filled: list[DayCount] = []
    for count in days:
        while filled and (next_day := filled[-1].day + timedelta(days=1)) < count.day:
            filled.append(DayCount(day=next_day, submissions=0, accepted=0))
        filled.append(count)
    return filled


def _title(mistake: str | None, titles: Mapping[str, str]) -> str | None:
    return None if mistake is None else titles.get(mistake) or title_from(mistake)
