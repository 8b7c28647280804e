"""What a submission compiled is there for those that follow, and for no other problem."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from graders.core.verdict import Outcome
from graders.execution import submitted_programs
from graders.execution.submitted_programs import SubmittedPrograms
from graders.judge import Judge
from graders.problem.package import Problem
from graders.sandbox.programs import ProgramText
from graders.sandbox.supervisor.sandbox import Sandbox
from tests.graders.packages import case, package

SOLUTION = "def f(x):\n    return x * 2\n"
# One program, of which nobody else has the number.
SUBMITTED = """
import jax

@jax.jit
def doubled(x):
    return x * {number} - x * ({number} - 2)

def f(x):
    return doubled(x)
"""
# The same, but only where `x` is that of the secret case.
IN_SECRET = """
import jax

@jax.jit
def doubled(x):
    return x * {number} - x * ({number} - 2)

def f(x):
    return doubled(x) if x > 1000 else x * 2
"""
# A program of its own making, told as one that the judge had not.
FORGED = """
import os
from graders.sandbox import frames

TEXTS = {texts}

def f(x):
    for text in TEXTS:
        os.write(4, frames.pack({{"wanted": "0" * 64}}))
        os.write(4, frames.pack({{"missed": ""}}, text))
    return x * 2
"""
PATIENCE_S = 300


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("programs")


@pytest.fixture(scope="module")
def judge(programs: Path) -> Iterator[Judge]:
    with Judge(programs=programs) as judge:
        yield judge


@pytest.fixture(scope="module")
def problem(tmp_path_factory: pytest.TempPathFactory, judge: Judge) -> Problem:
    problem = package(tmp_path_factory.mktemp("submitted"), SOLUTION)
    judge.warm(problem)
    assert judge.wait_until_warm(PATIENCE_S)
    return problem


def kept(programs: Path) -> set[Path]:
    return set(programs.glob("submitted/*/*"))


def loaded(judge: Judge, problem: Problem, source: str) -> int:
    """How many programs that the judge had were used to judge an accepted source."""
    before = judge.counts().get("programs_learned", 0)
    assert judge.grade(problem, source, seed=1).verdict is Outcome.ACCEPTED
    after = judge.counts().get("programs_learned", 0)
    assert judge.wait_until_warm(PATIENCE_S)
    return after - before


def test_the_same_program_is_compiled_by_one_submission_only(
    judge: Judge, problem: Problem
) -> None:
    source = SUBMITTED.format(number=2)
    assert loaded(judge, problem, source) == 0
    assert loaded(judge, problem, source + "\n# handed in again\n") == 1


def test_another_one_is_compiled(judge: Judge, problem: Problem) -> None:
    source = SUBMITTED.format(number=3)
    assert loaded(judge, problem, source) == 0


def test_another_problem_has_none_of_it(judge: Judge, problem: Problem, tmp_path: Path) -> None:
    source = SUBMITTED.format(number=4)
    loaded(judge, problem, source)
    other = package(tmp_path, SOLUTION, title="Another")
    judge.warm(other)
    assert judge.wait_until_warm(PATIENCE_S)
    assert loaded(judge, other, source) == 0


def test_where_all_is_drawn_anew_no_submission_can_tell_what_another_one_compiled(
    judge: Judge, tmp_path: Path, programs: Path
) -> None:
    exam = package(tmp_path, SOLUTION, always_draw_anew=True)
    judge.warm(exam)
    assert judge.wait_until_warm(PATIENCE_S)
    before = kept(programs)
    source = SUBMITTED.format(number=13)
    assert loaded(judge, exam, source) == 0
    assert loaded(judge, exam, source) == 0
    assert kept(programs) == before


def test_a_damaged_program_is_compiled_and_kept_again(
    judge: Judge, problem: Problem, programs: Path
) -> None:
    source = SUBMITTED.format(number=5)
    before = kept(programs)
    loaded(judge, problem, source)
    [new] = kept(programs) - before
    new.write_bytes(new.read_bytes()[:-1])
    assert loaded(judge, problem, source) == 0
    assert loaded(judge, problem, source) == 1


def test_what_nobody_can_compile_harms_nobody(judge: Judge, problem: Problem) -> None:
    texts = [b"no program", b"", b"\xff", b"module {" * 1000]
    assert loaded(judge, problem, FORGED.format(texts=texts)) == 0
    source = SUBMITTED.format(number=6)
    loaded(judge, problem, source)
    assert loaded(judge, problem, source) == 1


@pytest.fixture(scope="module")
def with_secret(tmp_path_factory: pytest.TempPathFactory, judge: Judge) -> Problem:
    problem = package(
        tmp_path_factory.mktemp("secret"),
        SOLUTION,
        cases=[case("sample", x=2.0), case("secret", "hidden", x=1003.0)],
    )
    judge.warm(problem)
    assert judge.wait_until_warm(PATIENCE_S)
    return problem


def test_a_secret_case_leaves_no_program_by_which_the_next_submission_could_tell_it(
    judge: Judge, with_secret: Problem, programs: Path
) -> None:
    before = kept(programs)
    loaded(judge, with_secret, IN_SECRET.format(number=11))
    assert kept(programs) == before


def test_a_secret_case_keeps_no_program_for_longer(
    judge: Judge, with_secret: Problem, programs: Path
) -> None:
    before = kept(programs)
    loaded(judge, with_secret, SUBMITTED.format(number=12))
    [program] = kept(programs) - before
    yesterday = time.time() - 24 * 3600
    os.utime(program, (yesterday, yesterday))
    loaded(judge, with_secret, IN_SECRET.format(number=12))
    assert program.stat().st_mtime == pytest.approx(yesterday, abs=1)
    loaded(judge, with_secret, SUBMITTED.format(number=12))
    assert program.stat().st_mtime > yesterday + 1


def test_those_that_were_used_last_are_kept(
    judge: Judge, problem: Problem, programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = SUBMITTED.format(number=7), SUBMITTED.format(number=8)
    before = kept(programs)
    loaded(judge, problem, old)
    [oldest] = kept(programs) - before
    monkeypatch.setattr(submitted_programs, "_MOST_BYTES", oldest.stat().st_size)
    loaded(judge, problem, new)
    assert len(list(oldest.parent.iterdir())) == 1
    assert loaded(judge, problem, new) == 1


def test_what_nobody_used_for_a_week_goes(judge: Judge, problem: Problem, programs: Path) -> None:
    before = kept(programs)
    loaded(judge, problem, SUBMITTED.format(number=9))
    [unused] = kept(programs) - before
    long_ago = time.time() - 8 * 24 * 3600
    os.utime(unused, (long_ago, long_ago))
    loaded(judge, problem, SUBMITTED.format(number=10))
    assert not unused.exists()


def test_what_cannot_be_compiled_takes_no_more_room_than_the_rest(
    judge: Judge, problem: Problem, programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(submitted_programs, "_MOST_BYTES", 2**14)
    texts = [f"no program {number}".encode() for number in range(8)]
    loaded(judge, problem, FORGED.format(texts=texts))
    [folder] = {path.parent for path in kept(programs) if problem.revision in str(path)}
    # Each takes a block of the disk.
    assert len(list(folder.iterdir())) <= 4


def test_of_what_waits_the_oldest_is_forgotten_however_short_its_text(
    sandbox: Sandbox, problem: Problem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(submitted_programs, "_MOST_WAITING_BYTES", 2048)
    submitted = SubmittedPrograms(sandbox, tmp_path, "here")
    submitted.note(problem, [ProgramText(b"", bytes([number])) for number in range(3)], [])
    assert submitted.compile_next(problem)
    assert submitted.compile_next(problem)
    assert not submitted.compile_next(problem)


def test_nothing_is_kept_without_a_folder(tmp_path: Path) -> None:
    with Judge() as judge:
        problem = package(tmp_path, SOLUTION)
        judge.warm(problem)
        assert judge.wait_until_warm(PATIENCE_S)
        source = SUBMITTED.format(number=2)
        loaded(judge, problem, source)
        assert loaded(judge, problem, source) == 0


def test_nothing_is_kept_where_each_submission_gets_a_draw_of_its_own(tmp_path: Path) -> None:
    with Judge(programs=tmp_path / "programs", precomputed_draws=0) as judge:
        problem = package(tmp_path, SOLUTION)
        judge.warm(problem)
        assert judge.wait_until_warm(PATIENCE_S)
        loaded(judge, problem, SUBMITTED.format(number=2))
    assert not kept(tmp_path / "programs")
