"""The judge as its users get it: a wheel, installed into an environment outside of the repository.

`python -m tests.installed` is what `make release` runs: it builds a wheel and an sdist into `dist/`
and tries them in an environment that has the locked dependencies and nothing else.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
import venv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[1]
PROBLEM = "add_layer_warm_start"
PATIENCE_S = 300
# Each would have the environment find the repository, or other settings than an empty folder has.
_OURS = ("NNX_JUDGE_", "PYTHON", "VIRTUAL_ENV", "COVERAGE", "COV_")


CLIENT = ROOT / "client"


def build(folder: Path, project: Path = ROOT) -> Path:
    """The wheel, built from the sdist, which is built from the project; both in `folder`."""
    before = set(folder.glob("*"))
    _run([sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(folder)], project)
    [sdist] = set(folder.glob("*.tar.gz")) - before
    with tempfile.TemporaryDirectory() as unpacked:
        with tarfile.open(sdist) as archive:
            archive.extractall(unpacked, filter="data")
        [source] = Path(unpacked).iterdir()
        _run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], source)
    [wheel] = set(folder.glob("*.whl")) - before
    return wheel


@contextmanager
def environment() -> Iterator[Path]:
    """The interpreter of a new environment: it has what this one has, but for the judge itself."""
    # Linked, not copied, so it has to be on the same file system; not linked to, because
    # submissions can read what lies in the environment's own folders only.
    with tempfile.TemporaryDirectory(dir=sys.prefix) as name:
        folder = Path(name)
        venv.create(folder, symlinks=True)
        python = folder / "bin" / "python"
        # Sandboxed processes have other users where this one is root.
        folder.chmod(0o755)
        packages = _run([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"])
        shutil.copytree(
            sysconfig.get_path("purelib"),
            packages.strip(),
            copy_function=os.link,
            # Not the schemas of a test either: there are thousands of them.
            ignore=shutil.ignore_patterns("*nnx_judge*", "kubernetes_validate"),
            dirs_exist_ok=True,
        )
        yield python


def install(python: Path, *wheels: Path) -> None:
    _pip(python, "install", "--no-deps", "--no-index", "--no-compile", *map(str, wheels))


def command(python: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What `nnx-judge` of the environment says, run in `folder`."""
    return subprocess.run(
        [python.parent / "nnx-judge", *arguments],
        cwd=folder,
        env=_environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )


@contextmanager
def served(python: Path, folder: Path) -> Iterator[str]:
    """The address of `nnx-judge serve`, run in `folder`."""
    with (folder / "log").open("w+") as log:
        process = subprocess.Popen(
            [python.parent / "nnx-judge", "serve", "--port", "0"],
            cwd=folder,
            env=_environment(),
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr is not None
        try:
            for line in process.stderr:
                log.write(line)
                if "listening on " in line:
                    yield line.split("listening on ")[1].split('"')[0].split()[0]
                    break
            else:
                log.seek(0)
                raise RuntimeError(f"it does not serve:\n{log.read()}")
        finally:
            process.terminate()
            process.communicate(timeout=PATIENCE_S)


def verdict_on_an_example(url: str) -> str:
    """What an accepted example of a problem gets from a service."""
    example = min((ROOT / "reference" / PROBLEM / "submissions" / "accepted").glob("*.py"))
    answer = httpx.post(
        f"{url}/api/v1/submissions",
        params={"problem": PROBLEM},
        content=example.read_bytes(),
        headers={"Content-Type": "text/x-python", "Prefer": "wait=60"},
        timeout=PATIENCE_S,
    )
    answer.raise_for_status()
    # Within the time that it may wait, also on a busy machine, or asked for until it is there.
    while answer.json()["status"] != "finished":
        answer = httpx.get(f"{url}{answer.headers['Location']}", timeout=PATIENCE_S)
    return str(answer.json()["verdict"])


def release() -> None:
    """Build into `dist/`, and try what was built.

    Raises:
        RuntimeError: it can't be built, installed or served, or its verdict is wrong.
    """
    dist = ROOT / "dist"
    shutil.rmtree(dist, ignore_errors=True)
    wheels = build(dist), build(dist, CLIENT)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        venv.create(folder / "environment", symlinks=True)
        python = folder / "environment" / "bin" / "python"
        _pip(python, "install", "--require-hashes", "-r", str(ROOT / "requirements.txt"))
        install(python, *wheels)
        _pip(python, "check")
        empty = folder / "empty"
        empty.mkdir()
        with served(python, empty) as url:
            if (verdict := verdict_on_an_example(url)) != "accepted":
                raise RuntimeError(f"an accepted example gets {verdict}")
    for built in sorted(dist.iterdir()):
        print(built.relative_to(ROOT))  # noqa: T201 - what was asked for


def _pip(python: Path, *words: str) -> None:
    _run([sys.executable, "-m", "pip", "--python", str(python), *words])


def _environment() -> Mapping[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}


def _run(words: list[str | Path], folder: Path | None = None) -> str:
    ended = subprocess.run(words, cwd=folder, capture_output=True, text=True)
    if ended.returncode:
        raise RuntimeError(f"{words}:\n{ended.stdout}{ended.stderr}")
    return ended.stdout


if __name__ == "__main__":
    release()
