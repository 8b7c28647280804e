"""Making one score of a submission's results."""

from collections.abc import Iterable

from graders.core.verdict import CaseVerdict, GroupScore, Outcome, Verdict
from graders.problem.groups import Group
from graders.problem.spec import ProblemSpec


def with_score(spec: ProblemSpec, verdict: Verdict) -> Verdict:
    """The verdict with the score of its results, and that of each of the problem's groups.

    Results that are in no group count by their own weights, beside those of the groups.
    """
    results = verdict.cases
    parts = {entry.name: entry.case_names() for entry in spec.entries}
    groups: dict[str, GroupScore] = {}
    grouped: set[str] = set()
    for group in spec.groups:
        names = {name for each in group.of for name in parts.get(each, [each])}
        grouped |= names
        own = share(result for result in results if result.name in names)
        groups[group.name] = _score_of(group, own, groups)
    alone = [result for result in results if result.name not in grouped]
    scores = groups.values()
    alone_weight = sum(result.weight for result in alone)
    weight = alone_weight + sum(each.weight for each in scores)
    reached = alone_weight * share(alone) + sum(each.weight * each.score for each in scores)
    return verdict.model_copy(
        update={
            "score": reached / weight if weight else 0.0,
            "groups": tuple(scores),
        }
    )


def share(results: Iterable[CaseVerdict]) -> float:
    """The share of the results' weights that passed, 0 to 1; 0 if there are none."""
    results = tuple(results)
    weight = sum(result.weight for result in results)
    passed = sum(result.weight for result in results if result.verdict is Outcome.ACCEPTED)
    return passed / weight if weight else 0.0


def _score_of(group: Group, own: float, before: dict[str, GroupScore]) -> GroupScore:
    missing = [name for name in group.needs if before[name].score < 1]
    counts = not missing and (group.count == "share" or own == 1)
    return GroupScore(
        name=group.name,
        weight=group.weight,
        score=own if counts else 0.0,
        missing=tuple(missing),
    )
