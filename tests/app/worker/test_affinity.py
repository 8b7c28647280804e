"""Which waiting submission a worker takes."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.submissions.schemas import WaitingSubmission
from app.worker.affinity import Affinity, Choice
from graders.execution.warm_pool import State

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
OTHERS = [f"worker {number}" for number in range(7)]


def affinity(
    warm: Collection[str] = (), worker: str = "this", others: Collection[str] = ()
) -> Affinity:
    def warmth(_: str, revision: str) -> State:
        return "warm" if revision in warm else "cold"

    made = Affinity(worker, warmth)
    made.share_with(others)
    return made


def waiting(*arrivals: tuple[str, float]) -> list[WaitingSubmission]:
    """Submissions named by their order, of these revisions, which came so many seconds ago."""
    return [
        WaitingSubmission(str(number), "problem", revision, NOW - timedelta(seconds=ago_s))
        for number, (revision, ago_s) in enumerate(arrivals)
    ]


def owned(by: str, among: Sequence[str], count: int = 1) -> list[str]:
    """The first revisions that belong to a worker."""
    owner = affinity(worker=by, others=among)
    names = (f"revision {number}" for number in range(10_000))
    found = [name for name in names if owner.prefers("problem", name)]
    return found[:count]


class TestAlone:
    def test_nothing_waits(self) -> None:
        assert affinity().choose([], NOW) == Choice((), None)

    def test_in_order_of_arrival(self) -> None:
        assert affinity().choose(waiting(("a", 2), ("b", 1)), NOW).tiers == [["0", "1"]]

    def test_warm_problems_first(self) -> None:
        choice = affinity(warm=["b"]).choose(waiting(("a", 2), ("b", 1), ("b", 0)), NOW)
        assert choice.tiers[0] == ["1", "2"]
        assert choice.tiers[1] == ["0", "1", "2"]

    def test_nobody_is_overtaken_by_what_came_much_later(self) -> None:
        choice = affinity(warm=["b"]).choose(waiting(("a", 9), ("b", 6)), NOW)
        assert [set(tier) for tier in choice.tiers] == [{"0"}, {"0"}]


class TestShared:
    def test_what_belongs_to_another_worker_is_left_to_it_at_first(self) -> None:
        [theirs] = owned(OTHERS[0], ["this", *OTHERS])
        choice = affinity(others=OTHERS).choose(waiting((theirs, 1)), NOW)
        assert not choice.tiers
        assert choice.look_again_s == 1.5

    def test_and_is_taken_once_it_has_waited(self) -> None:
        [theirs] = owned(OTHERS[0], ["this", *OTHERS])
        assert affinity(others=OTHERS).choose(waiting((theirs, 3)), NOW).tiers == [["0"]]

    def test_what_is_warm_here_is_taken_whoever_it_belongs_to(self) -> None:
        [theirs] = owned(OTHERS[0], ["this", *OTHERS])
        mine = affinity(warm=[theirs], others=OTHERS)
        assert mine.prefers("problem", theirs)
        assert mine.choose(waiting((theirs, 0)), NOW).tiers == [["0"]]

    def test_own_before_overdue(self) -> None:
        [theirs] = owned(OTHERS[0], ["this", *OTHERS])
        [own] = owned("this", ["this", *OTHERS])
        choice = affinity(others=OTHERS).choose(waiting((theirs, 3), (own, 1)), NOW)
        assert choice.tiers == [["1"], ["0"]]

    def test_a_clock_that_runs_behind_asks_again_a_little_later(self) -> None:
        [theirs] = owned(OTHERS[0], ["this", *OTHERS])
        choice = affinity(others=OTHERS).choose(waiting((theirs, 2.5)), NOW)
        assert choice.look_again_s is not None
        assert choice.look_again_s > 0


class TestOwners:
    def test_each_revision_has_one(self) -> None:
        workers = [affinity(worker=each, others=OTHERS) for each in OTHERS]
        for number in range(200):
            name = f"revision {number}"
            assert sum(each.prefers("problem", name) for each in workers) == 1

    def test_a_worker_that_goes_leaves_the_others_theirs(self) -> None:
        before = {each: set(owned(each, OTHERS, 50)) for each in OTHERS[1:]}
        after = {each: set(owned(each, OTHERS[1:], 10_000)) for each in OTHERS[1:]}
        for each in OTHERS[1:]:
            assert before[each] <= after[each]

    def test_all_have_about_as_many(self) -> None:
        counts = [len(owned(each, OTHERS, 10_000)) for each in OTHERS]
        assert sum(counts) == 10_000
        assert max(counts) < 1.2 * min(counts)


@given(
    st.lists(st.tuples(st.sampled_from("abcde"), st.floats(0, 60)), max_size=30),
    st.sets(st.sampled_from("abcde")),
    st.sets(st.sampled_from(OTHERS)),
)
def test_whoever_waits_long_is_never_left(
    arrivals: list[tuple[str, float]], warm: set[str], others: set[str]
) -> None:
    queue = waiting(*sorted(arrivals, key=lambda arrival: -arrival[1]))
    choice = affinity(warm, others=others).choose(queue, NOW)
    chosen = [each for tier in choice.tiers for each in tier]
    if queue and queue[0].created_at <= NOW - timedelta(seconds=2.5):
        assert queue[0].id in chosen
    by_id = {each.id: each for each in queue}
    for each in chosen:
        assert by_id[each].created_at - queue[0].created_at <= timedelta(seconds=2.5)
