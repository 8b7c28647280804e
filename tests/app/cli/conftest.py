from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from graders.judge import Judge
from tests.app.cli.running import Ended, run_here
from tests.app.migrated import make_data_folder

Run = Callable[..., Ended]


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    problems_dir: Path,
) -> Run:
    monkeypatch.setenv("NNX_JUDGE_PROBLEMS_DIR", str(problems_dir))
    monkeypatch.setenv("NNX_JUDGE_DATA_DIR", str(tmp_path / "data"))
    return lambda *arguments: run_here(monkeypatch, capsys, *arguments)


@pytest.fixture(scope="package")
def shared_judge() -> Iterator[Judge]:
    with Judge() as judge:
        yield judge


@pytest.fixture
def real_judge(shared_judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands share a real judge, whose start takes longer than what most have it do."""
    for module in ("app.cli.grade", "app.cli.problems", "app.cli.publication"):
        monkeypatch.setattr(f"{module}.starting_sandbox", nullcontext)
        monkeypatch.setattr(f"{module}.started_judge", lambda *_, **__: nullcontext(shared_judge))


@pytest.fixture
def service_data(tmp_path: Path) -> None:
    make_data_folder(tmp_path / "data")


@pytest.fixture
def two_problems_dir(problems_dir: Path) -> Path:
    """Beside `double` another problem, `triple`."""
    double, triple = problems_dir / "double", problems_dir / "triple"
    triple.mkdir()
    for name in ("problem.toml", "statement.md", "solution.py"):
        text = (double / name).read_text()
        (triple / name).write_text(text.replace("double", "triple").replace("2 *", "3 *"))
    return problems_dir
