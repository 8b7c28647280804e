"""What submissions add to the counts, and what they take away when they change or go.

The counts, by what is counted (`What`) and its name:

- `verdict`: submissions by outcome, `cancelled` for those without one.
- `mistake`: those not accepted by mistake, no name if it is not known; and the learners who made
  it.
- `likeness`: those whose mistake nobody has named, by what groups them; and the learners.
- `case`: those that a case ran on; of these, `part` failed it.
- `learner`: those who handed in; of these, `part` solved it.
- `until`: the learners who sent so many until the first was accepted, or all; `part` solved it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_DOWN, Context
from itertools import groupby
from typing import Literal, NamedTuple

from app.database.case_outcomes import failed_of_run
from graders.core.verdict import Outcome

What = Literal["verdict", "mistake", "likeness", "case", "learner", "until"]
CANCELLED = "cancelled"
# The day before a learner's first one.
NEVER = date.min
_THREE_DIGITS = Context(prec=3, rounding=ROUND_DOWN)

# Of a count, its key in a table: the columns in their order there.
Key = tuple[str | float | date | bool, ...]
# The numbers to add, in the order of their columns.
Counts = dict[Key, list[int]]


class Change(NamedTuple):
    """A row of `verdict_changes`, but for its number."""

    sign: int
    site: str
    problem: str
    learner: str
    submission: int
    outcome: str | None
    # On which it was handed in, in UTC.
    day: date
    time_ms: float | None
    memory_mb: float | None
    mistake: str | None
    likeness: str | None
    case_outcomes: str | None
    case_pattern: int | None


class Work(NamedTuple):
    """A submission, judged, of a learner to a problem: what counts for the learner."""

    number: int
    day: date
    outcome: str
    mistake: str | None
    likeness: str | None

    @property
    def unnamed(self) -> str | None:
        """What groups it with others whose mistake nobody has named; None if that is known."""
        return self.likeness if self.mistake is None else None


Learner = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Added:
    """What is to be added to each table; each number may be negative."""

    # By site, what is counted, problem and name.
    counts: Counts = field(default_factory=dict)
    figures: Counts = field(default_factory=dict)
    days: Counts = field(default_factory=dict)
    visits: Counts = field(default_factory=dict)


def count(
    changes: Sequence[Change],
    works: Mapping[Learner, Iterable[Work]],
    patterns: Mapping[int, str],
) -> Added:
    """Return what the changes add.

    Args:
        changes: all that are not counted yet of these sites, problems and learners.
        works: what each of the named learners has handed in to the problem, as it is now.
        patterns: the outcomes of cases, as JSON, by the number of the pattern.
    """
    added = Added()
    cases: Counter[tuple[str, str, str]] = Counter()
    changed: dict[Learner, Counter[Work]] = {}
    for change in changes:
        if _count_submission(added, change):
            outcomes = change.case_outcomes or patterns.get(change.case_pattern or 0)
            if outcomes is not None:
                cases[change.site, change.problem, outcomes] += change.sign
        if change.learner and change.outcome is not None:
            learner = (change.site, change.problem, change.learner)
            work = Work(
                change.submission, change.day, change.outcome, change.mistake, change.likeness
            )
            changed.setdefault(learner, Counter())[work] += change.sign
    for (site, problem, outcomes), submissions in cases.items():
        _count_cases(added, (site, problem), outcomes, submissions)
    for learner, difference in changed.items():
        now = frozenset(works.get(learner, ()))
        before = now.difference(work for work, sign in difference.items() if sign > 0)
        before = before.union(work for work, sign in difference.items() if sign < 0)
        site, problem, _ = learner
        _count_learner(added, (site, problem), now, 1)
        _count_learner(added, (site, problem), before, -1)
    return added


def three_digits(figure: float) -> float:
    """A figure with three digits, the rest cut off: at most a hundredth less than it was.

    The bounds of the histogram have two digits, so it stays on its side of each.
    """
    return float(_THREE_DIGITS.create_decimal(repr(figure)))


def _count_submission(added: Added, change: Change) -> bool:
    """Count it for itself; return whether its cases count too."""
    of, sign = (change.site, change.problem), change.sign
    _add(added.counts, _named(of, "verdict", change.outcome or CANCELLED), (sign, 0, 0))
    if change.outcome is None:
        return False
    day = (*of, change.day)
    if change.outcome == Outcome.JUDGE_ERROR:
        _add(added.days, day, (0, 0, sign))
        return False
    accepted = sign if change.outcome == Outcome.ACCEPTED else 0
    _add(added.days, day, (sign, accepted, 0))
    if not accepted:
        _add(added.counts, _named(of, "mistake", change.mistake or ""), (sign, 0, 0))
    if change.mistake is None and change.likeness is not None:
        _add(added.counts, _named(of, "likeness", change.likeness), (sign, 0, 0))
    if change.outcome != Outcome.COMPILE_ERROR:
        for what, figure in (("time_ms", change.time_ms), ("memory_mb", change.memory_mb)):
            if figure is not None:
                _add(added.figures, (*of, what, three_digits(figure)), (sign, accepted))
    return True


def _count_cases(added: Added, of: tuple[str, str], outcomes: str, submissions: int) -> None:
    for name, is_failed in failed_of_run(outcomes):
        failed = submissions if is_failed else 0
        _add(added.counts, _named(of, "case", name), (submissions, failed, 0))


def _count_learner(added: Added, of: tuple[str, str], works: Iterable[Work], sign: int) -> None:
    """Count the learner whose works these are."""
    judged = sorted(work for work in works if work.outcome != Outcome.JUDGE_ERROR)
    if not judged:
        return
    accepted = [place for place, work in enumerate(judged) if work.outcome == Outcome.ACCEPTED]
    solved = sign if accepted else 0
    until = accepted[0] + 1 if accepted else len(judged)
    _add(added.counts, _named(of, "learner", ""), (0, solved, sign))
    _add(added.counts, _named(of, "until", str(until)), (0, solved, sign))
    for mistake in {work.mistake or "" for work in judged if work.outcome != Outcome.ACCEPTED}:
        _add(added.counts, _named(of, "mistake", mistake), (0, 0, sign))
    for likeness in {work.unnamed for work in judged if work.unnamed is not None}:
        _add(added.counts, _named(of, "likeness", likeness), (0, 0, sign))
    _count_visits(added, of, judged, sign, solved=False)
    _count_visits(added, of, [judged[place] for place in accepted], sign, solved=True)


def _count_visits(
    added: Added, of: tuple[str, str], works: Iterable[Work], sign: int, *, solved: bool
) -> None:
    previous = NEVER
    for day, _ in groupby(sorted(work.day for work in works)):
        _add(added.visits, (day, *of, solved, previous), (sign,))
        previous = day


def _named(of: tuple[str, str], what: What, name: str) -> Key:
    site, problem = of
    return site, what, problem, name


def _add(counts: Counts, key: Key, numbers: Sequence[int]) -> None:
    known = counts.get(key)
    if known is None:
        counts[key] = list(numbers)
        return
    for place, number in enumerate(numbers):
        known[place] += number
