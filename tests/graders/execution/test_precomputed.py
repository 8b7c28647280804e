import os
import time
from collections import Counter
from pathlib import Path

import pytest

from graders.core.values import Array, number
from graders.execution.precomputed import Part, PrecomputedDraws, ProblemDraws, choose_seed
from graders.problem.package import Problem
from tests.graders.packages import package

VERSIONS = {"python": "3", "jax": "0"}
ANSWERS = {"outputs": [number(1.5)]}


def names(tmp_path: Path) -> set[str]:
    return {path.name for path in tmp_path.glob("**/[0-9]*.*")}


class TestChooseSeed:
    def test_none_comes_again_before_all_others(self) -> None:
        ready, used = frozenset(range(20)), Counter[int]()
        for _ in range(3):
            given = []
            for _ in ready:
                given.append(choose_seed(ready, used))
                used[given[-1]] += 1
            assert {*given} == ready

    def test_the_order_can_not_be_foreseen(self) -> None:
        def order() -> tuple[int, ...]:
            used = Counter[int]()
            for _ in range(20):
                used[choose_seed(range(20), used)] += 1
            return tuple(used)

        assert len({order() for _ in range(10)}) == 10

    def test_without_any_it_is_fresh(self) -> None:
        assert len({choose_seed((), {}) for _ in range(10)}) == 10

    def test_what_was_used_of_others_makes_no_difference(self) -> None:
        assert choose_seed([1, 2], {1: 1, 3: 0, 4: 9}) == 2


class TestProblemDraws:
    def test_a_draw_is_there_for_another_judge(self, tmp_path: Path) -> None:
        ProblemDraws(tmp_path).write(7, Part.OUTPUTS, ANSWERS)
        draws = ProblemDraws(tmp_path)
        assert draws.seeds() == {7}
        assert draws.seeds(Part.MISTAKES) == frozenset()
        record = draws.read(7, Part.OUTPUTS)
        assert record is not None
        [output] = record["outputs"]
        assert isinstance(output, Array)
        assert output.data == 1.5

    def test_it_can_be_read_again_and_again(self, tmp_path: Path) -> None:
        draws = ProblemDraws(tmp_path)
        draws.write(7, Part.OUTPUTS, ANSWERS)
        assert all(draws.read(7, Part.OUTPUTS) is not None for _ in range(3))

    def test_what_another_process_adds_is_seen(self, tmp_path: Path) -> None:
        draws = ProblemDraws(tmp_path)
        ProblemDraws(tmp_path).write(7, Part.OUTPUTS, ANSWERS)
        draws.refresh()
        assert draws.seeds() == {7}

    @pytest.mark.parametrize("damage", [b"", b"\0" * 100, None], ids=["empty", "zeros", "cut"])
    def test_damaged_outputs_take_the_whole_draw_with_them(
        self, tmp_path: Path, damage: bytes | None
    ) -> None:
        draws = ProblemDraws(tmp_path)
        for part in Part:
            draws.write(7, part, ANSWERS)
        path = tmp_path / "7.outputs"
        path.write_bytes(path.read_bytes()[:-1] if damage is None else damage)
        assert draws.read(7, Part.OUTPUTS) is None
        assert (draws.seeds(), draws.seeds(Part.MISTAKES)) == (frozenset(), frozenset())
        assert names(tmp_path) == set()

    def test_damaged_mistakes_leave_the_outputs(self, tmp_path: Path) -> None:
        draws = ProblemDraws(tmp_path)
        for part in Part:
            draws.write(7, part, ANSWERS)
        (tmp_path / "7.mistakes").write_bytes(b"damaged")
        assert draws.read(7, Part.MISTAKES) is None
        assert draws.seeds() == {7}
        assert names(tmp_path) == {"7.outputs"}

    def test_one_that_can_not_be_written_says_so_and_gives_nothing(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("no folder")
        draws = ProblemDraws(tmp_path / "file" / "precomputed")
        with pytest.raises(OSError, match="Not a directory"):
            draws.refresh()
        assert draws.seeds() == frozenset()
        assert draws.read(7, Part.OUTPUTS) is None

    def test_a_file_that_is_gone_is_forgotten(self, tmp_path: Path) -> None:
        draws = ProblemDraws(tmp_path)
        draws.write(7, Part.OUTPUTS, ANSWERS)
        (tmp_path / "7.outputs").unlink()
        assert draws.read(7, Part.OUTPUTS) is None
        assert draws.seeds() == frozenset()


@pytest.fixture
def problem(tmp_path: Path) -> Problem:
    return package(tmp_path, "def f(x): return x")


def used(precomputed: PrecomputedDraws, problem: Problem) -> ProblemDraws:
    draws = precomputed.of(problem)
    assert draws is not None
    draws.refresh()
    return draws


class TestPrecomputedDraws:
    def test_other_versions_have_draws_of_their_own(self, tmp_path: Path, problem: Problem) -> None:
        draws = used(PrecomputedDraws(tmp_path / "precomputed", VERSIONS, 1, 1), problem)
        draws.write(7, Part.OUTPUTS, ANSWERS)
        assert PrecomputedDraws(tmp_path / "precomputed", VERSIONS, 1, 1).seeds(problem) == {7}
        other = PrecomputedDraws(tmp_path / "precomputed", {**VERSIONS, "jax": "1"}, 1, 1)
        assert other.seeds(problem) == frozenset()

    def test_with_a_size_of_0_there_is_none(self, tmp_path: Path, problem: Problem) -> None:
        full = used(PrecomputedDraws(tmp_path / "precomputed", VERSIONS, 1, 1), problem)
        full.write(7, Part.OUTPUTS, ANSWERS)
        none = PrecomputedDraws(tmp_path / "precomputed", VERSIONS, 0, 1)
        assert (none.of(problem), none.seeds(problem)) == (None, frozenset())

    def test_a_problem_may_want_none(self, tmp_path: Path) -> None:
        problem = package(tmp_path, "def f(x): return x", always_draw_anew=True)
        assert PrecomputedDraws(tmp_path / "precomputed", VERSIONS, 1, 1).of(problem) is None

    def test_one_problem_may_take_a_part_of_the_room(
        self, tmp_path: Path, problem: Problem
    ) -> None:
        precomputed = PrecomputedDraws(tmp_path / "precomputed", VERSIONS, 9, 8)
        used(precomputed, problem)
        other = package(tmp_path, "def f(x): return x", name="other")
        used(precomputed, other)
        assert precomputed.has_room(problem)
        fill(tmp_path / "precomputed", problem, mb=1)
        assert not precomputed.has_room(problem)
        assert precomputed.has_room(other)

    def test_what_was_not_used_for_a_day_makes_room(self, tmp_path: Path, problem: Problem) -> None:
        old = package(tmp_path, "def f(x): return x", name="old")
        precomputed = PrecomputedDraws(tmp_path / "precomputed", VERSIONS, 9, 8)
        used(precomputed, problem)
        used(precomputed, old)
        fill(tmp_path / "precomputed", old, mb=8)
        assert not precomputed.has_room(problem)
        not_used_for(tmp_path / "precomputed", old, days=2)
        assert PrecomputedDraws(tmp_path / "precomputed", VERSIONS, 9, 8).has_room(problem)
        assert not [*(tmp_path / "precomputed").glob(f"{old.revision}*")]

    def test_what_was_not_used_for_a_month_is_removed_at_the_start(
        self, tmp_path: Path, problem: Problem
    ) -> None:
        precomputed = PrecomputedDraws(tmp_path / "precomputed", VERSIONS, 9, 8)
        used(precomputed, problem)
        not_used_for(tmp_path / "precomputed", problem, days=29)
        PrecomputedDraws(tmp_path / "precomputed", VERSIONS, 9, 8)
        assert len([*(tmp_path / "precomputed").iterdir()]) == 1
        not_used_for(tmp_path / "precomputed", problem, days=31)
        PrecomputedDraws(tmp_path / "precomputed", VERSIONS, 9, 8)
        assert [*(tmp_path / "precomputed").iterdir()] == []


def fill(folder: Path, problem: Problem, mb: int) -> None:
    [draws] = folder.glob(f"{problem.revision}*")
    (draws / "1.outputs").write_bytes(bytes(mb * 2**20))


def not_used_for(folder: Path, problem: Problem, days: int) -> None:
    [draws] = folder.glob(f"{problem.revision}*")
    then = time.time() - days * 24 * 3600
    os.utime(draws / "used", (then, then))
