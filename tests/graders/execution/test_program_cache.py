"""What warm-ups compiled, kept on disk: found again, and never trusted when it was changed."""

import os
from pathlib import Path

import pytest

from graders.execution import program_cache
from graders.execution.program_cache import ProgramCache
from graders.problem.package import Problem
from graders.sandbox.programs import Programs
from tests.graders.packages import case, package

PROGRAMS = Programs({"a": b"native code", "b": b""}, frozenset({"b"}), missing=3)


@pytest.fixture
def problem(tmp_path: Path) -> Problem:
    return package(_made(tmp_path / "package"), "def f(x): return x", cases=[case("one", x=1.0)])


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def kept(folder: Path) -> Path:
    [file] = folder.iterdir()
    return file


def test_what_is_kept_is_found_by_the_next_process(tmp_path: Path, problem: Problem) -> None:
    ProgramCache(tmp_path / "kept").put(problem, "submission", PROGRAMS)
    assert ProgramCache(tmp_path / "kept").get(problem, "submission") == PROGRAMS


def test_each_role_has_its_own(tmp_path: Path, problem: Problem) -> None:
    cache = ProgramCache(tmp_path / "kept")
    cache.put(problem, "reference", PROGRAMS)
    assert cache.get(problem, "submission") is None


def test_another_revision_has_none(tmp_path: Path, problem: Problem) -> None:
    cache = ProgramCache(tmp_path / "kept")
    cache.put(problem, "submission", PROGRAMS)
    other = package(_made(tmp_path / "other"), "def f(x): return x + 0", cases=[case("one", x=1.0)])
    assert cache.get(other, "submission") is None


def test_without_a_folder_memory_keeps_them(problem: Problem) -> None:
    cache = ProgramCache(None)
    cache.put(problem, "submission", PROGRAMS)
    assert cache.get(problem, "submission") == PROGRAMS


@pytest.mark.parametrize("where", ["first byte", "last byte", "end"])
def test_a_damaged_file_is_removed_and_nothing_is_loaded(
    where: str, tmp_path: Path, problem: Problem
) -> None:
    folder = tmp_path / "kept"
    ProgramCache(folder).put(problem, "submission", PROGRAMS)
    file = kept(folder)
    data = bytearray(file.read_bytes())
    if where == "end":
        del data[-1:]
    else:
        data[0 if where == "first byte" else -1] ^= 1
    file.write_bytes(data)
    assert ProgramCache(folder).get(problem, "submission") is None
    assert not file.exists()


def test_a_file_of_other_versions_is_not_found(
    tmp_path: Path, problem: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    ProgramCache(tmp_path / "kept").put(problem, "submission", PROGRAMS)
    monkeypatch.setattr(program_cache, "_versions", lambda: ["another jaxlib"])
    assert ProgramCache(tmp_path / "kept").get(problem, "submission") is None


def test_a_file_of_another_processor_is_not_found(
    tmp_path: Path, problem: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    ProgramCache(tmp_path / "kept").put(problem, "submission", PROGRAMS)
    monkeypatch.setattr(program_cache, "_processor", lambda: ["without AVX"])
    assert ProgramCache(tmp_path / "kept").get(problem, "submission") is None


def test_what_was_not_used_for_longest_makes_room(
    tmp_path: Path, problem: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "kept"
    cache = ProgramCache(folder)
    cache.put(problem, "submission", PROGRAMS)
    old = kept(folder)
    os.utime(old, (1, 1))
    monkeypatch.setattr(program_cache, "_MOST_BYTES", old.stat().st_size)
    cache.put(problem, "reference", PROGRAMS)
    assert not old.exists()
    assert ProgramCache(folder).get(problem, "reference") == PROGRAMS


def test_removed_programs_are_gone_from_memory_too(tmp_path: Path, problem: Problem) -> None:
    cache = ProgramCache(tmp_path / "kept")
    cache.put(problem, "submission", PROGRAMS)
    cache.remove(problem, "submission")
    assert cache.get(problem, "submission") is None


def test_a_folder_that_can_not_be_written_costs_no_error(tmp_path: Path, problem: Problem) -> None:
    folder = tmp_path / "kept"
    cache = ProgramCache(folder)
    folder.rmdir()
    cache.put(problem, "submission", PROGRAMS)
    assert cache.get(problem, "submission") == PROGRAMS
