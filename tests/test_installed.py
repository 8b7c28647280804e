import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installed import (
    CLIENT,
    ROOT,
    build,
    command,
    environment,
    install,
    served,
    verdict_on_an_example,
)

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with environment() as interpreter:
        install(interpreter, wheel, build(tmp_path_factory.mktemp("client"), CLIENT))
        yield interpreter


def test_it_claims_two_names_and_has_all_that_is_not_code(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.startswith("nnx_judge-")} == {"app", "graders"}
    inside = {name for name in names if name.startswith(("app/", "graders/"))}
    there = {
        path.relative_to(ROOT).as_posix()
        for package in ("app", "graders")
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert inside == there


def test_it_serves_in_an_empty_folder(python: Path, tmp_path: Path) -> None:
    with served(python, tmp_path) as url:
        assert verdict_on_an_example(url) == "accepted"


def test_it_brings_every_problem(python: Path, tmp_path: Path) -> None:
    ended = command(python, tmp_path, "problems", "list")
    assert ended.returncode == 0
    for toml in (ROOT / "reference").glob("*/problem.toml"):
        assert toml.parent.name in ended.stdout


def test_the_bench_says_where_it_is(python: Path, tmp_path: Path) -> None:
    ended = command(python, tmp_path, "bench")
    assert ended.returncode == 2
    assert "checkout" in ended.stderr
