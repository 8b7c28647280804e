"""The file to judge: its text, and the problem that it is for."""

import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.failures import BadUsageError

if TYPE_CHECKING:
    from graders.problem.package import Problem

# No problem allows more.
_MOST_BYTES = 2**20
_STDIN = Path("-")


def read_source(path: Path) -> str:
    """The text of a submission; `-` reads it from stdin.

    Raises:
        BadUsageError: the file can't be read, or is not text.
    """
    is_stdin = path == _STDIN
    name = "stdin" if is_stdin else path
    try:
        with sys.stdin.buffer if is_stdin else path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise BadUsageError(f"{name}: {error.strerror}") from None
    if len(content) > _MOST_BYTES:
        raise BadUsageError(f"{name}: too large: 1 MiB is the most that a problem allows")
    if b"\0" in content:
        raise BadUsageError(f"{name}: not a text file: it contains NUL characters")
    try:
        # As Python reads a file: a byte order mark at its start is no part of it.
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadUsageError(f"{name}: not UTF-8: {error.reason} at byte {error.start}") from None


def problem_for(names: Mapping[str, Sequence[str]], source: str) -> tuple[str, str]:
    """The problem that the source is for, and why: the only one, or the only one with its names.

    Args:
        names: what a submission to each problem must define, by the problem's name.
        source: the text of the file.

    Raises:
        BadUsageError: none fits, or several do.
    """
    if len(names) == 1:
        [problem] = names
        return problem, "the only problem"
    fitting = [name for name, each in names.items() if all(_defines(source, one) for one in each)]
    if len(fitting) == 1:
        [problem] = fitting
        return problem, f"the file defines {' and '.join(names[problem])}"
    reason = "fits several problems" if fitting else "does not define what any problem asks for"
    choices = ", ".join(fitting or names)
    raise BadUsageError(f"the file {reason}: choose one with --problem: {choices}")


def check_size(source: str, problem: "Problem") -> None:
    """Refuse what the service would refuse.

    Raises:
        BadUsageError: the source is larger than the problem allows.
    """
    limit_kb = problem.spec.limits.source_kb
    if len(source.encode()) > limit_kb * 1024:
        raise BadUsageError(f"too large: {limit_kb} KiB is the most for {problem.name}")


def _defines(source: str, name: str) -> bool:
    # By its text, so that a file that does not parse gets its verdict and not a question.
    definition = rf"^(?:(?:def|class)\s+{name}\b|{name}\s*=[^=])"
    return re.search(definition, source, re.MULTILINE) is not None
