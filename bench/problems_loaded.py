"""The memory of a judge with few and with many problems in use: see `bench.loaded`."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.plan import BenchError, Plan, Progress, Subject
from bench.processes import Memory, proportional_memory, tree

_END_TIMEOUT_S = 30


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many problems were in use, how many the judge kept warm, and all of its memory."""

    problems: int
    warm: int
    memory: Memory


def measure_problems_loaded(
    subject: Subject, scratch: Path, plan: Plan, progress: Progress
) -> list[Loaded]:
    """The judge's memory with each of the plan's numbers of problems, one after the other."""
    progress.stage("problems loaded", len(plan.problems_loaded))
    measured = []
    for count in plan.problems_loaded:
        folder = scratch / f"problems-{count}"
        for number in range(count):
            _copy(subject, folder, f"{subject.problem.name}_{number}")
        measured.append(_measure(folder, count))
        progress.step()
    return measured


def _copy(subject: Subject, folder: Path, name: str) -> None:
    """The same problem under another name, which makes it another problem."""
    package = folder / name
    shutil.copytree(subject.folder, package, ignore=shutil.ignore_patterns("__pycache__"))
    specification = package / "problem.toml"
    ours, new = (f'name = "{text}"\n' for text in (subject.problem.name, name))
    specification.write_text(specification.read_text().replace(ours, new, 1))


def _measure(folder: Path, count: int) -> Loaded:
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.loaded", str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # It tells of each problem that it makes warm, and of each that it drops.
        stderr=subprocess.DEVNULL,
    )
    try:
        assert process.stdout is not None
        answer = process.stdout.readline()
        if not answer:
            raise BenchError(f"a judge with {count} problems ended early")
        return Loaded(count, int(answer), proportional_memory(tree(process.pid)))
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        process.communicate(timeout=_END_TIMEOUT_S)  # closes its stdin
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
