"""What is generated and committed is what it is generated from: else `make client`."""

import shutil
from pathlib import Path

import pytest

from tests.client.generate import ASYNC, JAVASCRIPT, JS_TYPES, MODELS, PACKAGE, SYNC, generate


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("generated")
    shutil.copytree(PACKAGE / ASYNC, folder / ASYNC, ignore=shutil.ignore_patterns("__pycache__"))
    generate(folder, folder)
    return folder


@pytest.mark.parametrize("part", [MODELS, SYNC])
def test_the_python_client(generated: Path, part: str) -> None:
    assert sources(PACKAGE / part) == sources(generated / part)


def test_the_types_of_the_javascript_client(generated: Path) -> None:
    assert (JAVASCRIPT / JS_TYPES).read_text() == (generated / JS_TYPES).read_text()


def sources(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.glob("*.py")}
