"""The committed bundle is what its sources give."""

import gzip
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
FRONTEND = ROOT / "frontend"
STATIC = ROOT / "app/web/static"
BUILT = ("pages.js", "theme.js", "licences.txt")
# What the pages may weigh on their way to a browser.
MAX_COMPRESSED_BYTES = 250_000


def npm(*arguments: str) -> str:
    path = shutil.which("npm")
    if path is None:
        pytest.fail("npm is missing: apt-get install nodejs npm")
    ended = subprocess.run(
        [path, *arguments], cwd=FRONTEND, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


@pytest.fixture(scope="module", autouse=True)
def packages() -> None:
    if not (FRONTEND / "node_modules").exists():
        npm("ci")


def test_another_build_gives_the_same_bytes(tmp_path: Path) -> None:
    npm("run", "build", "--", str(tmp_path))
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(BUILT)
    for name in BUILT:
        assert (tmp_path / name).read_bytes() == (STATIC / name).read_bytes(), (
            f"{name} is not what frontend/src gives: npm run build --prefix frontend"
        )


def test_the_types_hold() -> None:
    npm("run", "check")


def test_the_tests_of_its_functions_pass() -> None:
    npm("test")


def test_it_is_small() -> None:
    assert len(gzip.compress((STATIC / "pages.js").read_bytes())) < MAX_COMPRESSED_BYTES


def test_every_package_in_it_has_its_licence() -> None:
    text = (STATIC / "licences.txt").read_text()
    for name in ("@codemirror/view", "@codemirror/lang-python", "@lezer/common", "style-mod"):
        assert f"\n{name} " in text
    assert text.count("Permission is hereby granted") >= 10


def test_the_lock_names_no_host() -> None:
    # Some packages name where to fund them; a registry would stand in "resolved".
    assert '"resolved"' not in (FRONTEND / "package-lock.json").read_text()
