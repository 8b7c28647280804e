import io
from pathlib import Path

import pytest

from app.cli.failures import BadUsageError
from app.cli.source import check_size, problem_for, read_source
from graders.problem.package import Problem, load_problems

NAMES = {"doubling": ["double"], "tripling": ["triple"]}


@pytest.fixture
def problems(two_problems_dir: Path) -> dict[str, Problem]:
    return load_problems(two_problems_dir)


class TestReadSource:
    def test_reads_utf8_without_its_byte_order_mark(self, tmp_path: Path) -> None:
        (tmp_path / "a.py").write_bytes("\ufeffx = 'ü'\r\n".encode())
        assert read_source(tmp_path / "a.py") == "x = 'ü'\r\n"

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"\xff", "not UTF-8: invalid start byte at byte 0"),
            (b"a\0b", "NUL"),
            (b"#" * (2**20 + 1), "too large"),
        ],
    )
    def test_refuses_what_is_no_source(self, tmp_path: Path, content: bytes, reason: str) -> None:
        (tmp_path / "a.py").write_bytes(content)
        with pytest.raises(BadUsageError, match=reason):
            read_source(tmp_path / "a.py")

    def test_reads_stdin(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"x = 1\n")))
        assert read_source(Path("-")) == "x = 1\n"
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\xff")))
        with pytest.raises(BadUsageError, match="stdin: not UTF-8"):
            read_source(Path("-"))

    def test_refuses_what_is_no_file(self, tmp_path: Path) -> None:
        with pytest.raises(BadUsageError, match="Is a directory"):
            read_source(tmp_path)
        with pytest.raises(BadUsageError, match="No such file"):
            read_source(tmp_path / "missing.py")


class TestProblemFor:
    def test_takes_the_only_one_whatever_the_file_defines(self) -> None:
        assert problem_for({"doubling": ["double"]}, "") == ("doubling", "the only problem")

    @pytest.mark.parametrize(
        "source",
        [
            "def triple(x):\n    return 3 * x\n",
            "import jax\n\n\ndef  triple (x):\n    return double(x) + x\n",
            "triple = lambda x: 3 * x\n",
            "def triple(x:\n",
            "class triple:\n    pass\n",
        ],
    )
    def test_takes_the_one_whose_function_is_defined(self, source: str) -> None:
        assert problem_for(NAMES, source) == ("tripling", "the file defines triple")

    def test_takes_the_one_all_of_whose_names_are_defined(self) -> None:
        names = {"doubling": ["double"], "steps": ["start", "step"]}
        source = "def start(): ...\ndef step(state): ...\n"
        assert problem_for(names, source) == ("steps", "the file defines start and step")

    @pytest.mark.parametrize(
        ("source", "reason"),
        [
            ("", "does not define what any problem asks for"),
            ("class A:\n    def triple(self): ...\n", "does not define what any problem asks for"),
            ("triple == 1\ndef tripled(x): ...\n", "does not define what any problem asks for"),
            ("def double(x): ...\ndef triple(x): ...\n", "fits several problems"),
        ],
    )
    def test_asks_where_it_can_not_tell(self, source: str, reason: str) -> None:
        with pytest.raises(BadUsageError, match=f"{reason}.*--problem: doubling, tripling"):
            problem_for(NAMES, source)


def test_the_problem_limits_the_size_in_bytes(problems: dict[str, Problem]) -> None:
    check_size("ü" * 512, problems["double"])
    with pytest.raises(BadUsageError, match="1 KiB is the most for double"):
        check_size("ü" * 512 + "x", problems["double"])
