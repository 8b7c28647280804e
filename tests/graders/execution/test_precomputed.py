import os
import time
from collections import Counter
from pathlib import Path

import pytest

from graders.core.values import Array, number
from graders.execution.precomputed import Bank, Banks, Part, choose_seed
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

    def test_without_a_bank_it_is_fresh(self) -> None:
        assert len({choose_seed((), {}) for _ in range(10)}) == 10

    def test_what_was_used_of_another_bank_makes_no_difference(self) -> None:
        assert choose_seed([1, 2], {1: 1, 3: 0, 4: 9}) == 2


class TestBank:
    def test_a_draw_is_there_for_another_judge(self, tmp_path: Path) -> None:
        Bank(tmp_path).write(7, Part.OUTPUTS, ANSWERS)
        bank = Bank(tmp_path)
        assert bank.seeds() == {7}
        assert bank.seeds(Part.MISTAKES) == frozenset()
        record = bank.read(7, Part.OUTPUTS)
        assert record is not None
        [output] = record["outputs"]
        assert isinstance(output, Array)
        assert output.data == 1.5

    def test_it_can_be_read_again_and_again(self, tmp_path: Path) -> None:
        bank = Bank(tmp_path)
        bank.write(7, Part.OUTPUTS, ANSWERS)
        assert all(bank.read(7, Part.OUTPUTS) is not None for _ in range(3))

    def test_what_another_process_adds_is_seen(self, tmp_path: Path) -> None:
        bank = Bank(tmp_path)
        Bank(tmp_path).write(7, Part.OUTPUTS, ANSWERS)
        bank.refresh()
        assert bank.seeds() == {7}

    @pytest.mark.parametrize("damage", [b"", b"\0" * 100, None], ids=["empty", "zeros", "cut"])
    def test_damaged_outputs_take_the_whole_draw_with_them(
        self, tmp_path: Path, damage: bytes | None
    ) -> None:
        bank = Bank(tmp_path)
        for part in Part:
            bank.write(7, part, ANSWERS)
        path = tmp_path / "7.outputs"
        path.write_bytes(path.read_bytes()[:-1] if damage is None else damage)
        assert bank.read(7, Part.OUTPUTS) is None
        assert (bank.seeds(), bank.seeds(Part.MISTAKES)) == (frozenset(), frozenset())
        assert names(tmp_path) == set()

    def test_damaged_mistakes_leave_the_outputs(self, tmp_path: Path) -> None:
        bank = Bank(tmp_path)
        for part in Part:
            bank.write(7, part, ANSWERS)
        (tmp_path / "7.mistakes").write_bytes(b"damaged")
        assert bank.read(7, Part.MISTAKES) is None
        assert bank.seeds() == {7}
        assert names(tmp_path) == {"7.outputs"}

    def test_one_that_can_not_be_written_says_so_and_gives_nothing(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("no folder")
        bank = Bank(tmp_path / "file" / "bank")
        with pytest.raises(OSError, match="Not a directory"):
            bank.refresh()
        assert bank.seeds() == frozenset()
        assert bank.read(7, Part.OUTPUTS) is None

    def test_a_file_that_is_gone_is_forgotten(self, tmp_path: Path) -> None:
        bank = Bank(tmp_path)
        bank.write(7, Part.OUTPUTS, ANSWERS)
        (tmp_path / "7.outputs").unlink()
        assert bank.read(7, Part.OUTPUTS) is None
        assert bank.seeds() == frozenset()


@pytest.fixture
def problem(tmp_path: Path) -> Problem:
    return package(tmp_path, "def f(x): return x")


def used(banks: Banks, problem: Problem) -> Bank:
    bank = banks.of(problem)
    assert bank is not None
    bank.refresh()
    return bank


class TestBanks:
    def test_other_versions_have_draws_of_their_own(self, tmp_path: Path, problem: Problem) -> None:
        bank = used(Banks(tmp_path / "bank", VERSIONS, 1, 1), problem)
        bank.write(7, Part.OUTPUTS, ANSWERS)
        assert Banks(tmp_path / "bank", VERSIONS, 1, 1).seeds(problem) == {7}
        other = Banks(tmp_path / "bank", {**VERSIONS, "jax": "1"}, 1, 1)
        assert other.seeds(problem) == frozenset()

    def test_with_a_size_of_0_there_is_none(self, tmp_path: Path, problem: Problem) -> None:
        full = used(Banks(tmp_path / "bank", VERSIONS, 1, 1), problem)
        full.write(7, Part.OUTPUTS, ANSWERS)
        none = Banks(tmp_path / "bank", VERSIONS, 0, 1)
        assert (none.of(problem), none.seeds(problem)) == (None, frozenset())

    def test_a_problem_may_want_none(self, tmp_path: Path) -> None:
        problem = package(tmp_path, "def f(x): return x", always_draw_anew=True)
        assert Banks(tmp_path / "bank", VERSIONS, 1, 1).of(problem) is None

    def test_one_problem_may_take_a_part_of_the_room(
        self, tmp_path: Path, problem: Problem
    ) -> None:
        banks = Banks(tmp_path / "bank", VERSIONS, 9, 8)
        used(banks, problem)
        other = package(tmp_path, "def f(x): return x", name="other")
        used(banks, other)
        assert banks.has_room(problem)
        fill(tmp_path / "bank", problem, mb=1)
        assert not banks.has_room(problem)
        assert banks.has_room(other)

    def test_what_was_not_used_for_a_day_makes_room(self, tmp_path: Path, problem: Problem) -> None:
        old = package(tmp_path, "def f(x): return x", name="old")
        banks = Banks(tmp_path / "bank", VERSIONS, 9, 8)
        used(banks, problem)
        used(banks, old)
        fill(tmp_path / "bank", old, mb=8)
        assert not banks.has_room(problem)
        not_used_for(tmp_path / "bank", old, days=2)
        assert Banks(tmp_path / "bank", VERSIONS, 9, 8).has_room(problem)
        assert not [*(tmp_path / "bank").glob(f"{old.revision}*")]

    def test_what_was_not_used_for_a_month_is_removed_at_the_start(
        self, tmp_path: Path, problem: Problem
    ) -> None:
        banks = Banks(tmp_path / "bank", VERSIONS, 9, 8)
        used(banks, problem)
        not_used_for(tmp_path / "bank", problem, days=29)
        Banks(tmp_path / "bank", VERSIONS, 9, 8)
        assert len([*(tmp_path / "bank").iterdir()]) == 1
        not_used_for(tmp_path / "bank", problem, days=31)
        Banks(tmp_path / "bank", VERSIONS, 9, 8)
        assert [*(tmp_path / "bank").iterdir()] == []


def fill(folder: Path, problem: Problem, mb: int) -> None:
    [bank] = folder.glob(f"{problem.revision}*")
    (bank / "1.outputs").write_bytes(bytes(mb * 2**20))


def not_used_for(folder: Path, problem: Problem, days: int) -> None:
    [bank] = folder.glob(f"{problem.revision}*")
    then = time.time() - days * 24 * 3600
    os.utime(bank / "used", (then, then))
