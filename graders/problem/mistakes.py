"""Making a learner's wrong submission an example of a known mistake."""

import ast
import re
import warnings
from collections.abc import Mapping
from pathlib import PurePosixPath

from graders.core.verdict import Outcome
from graders.problem.content import with_example
from graders.problem.example_docstring import title_and_hint
from graders.problem.examples import HINTED
from graders.problem.files import ProblemError

_MAX_NAME_CHARACTERS = 40


class SameMistakeError(Exception):
    """An example has the same code. The argument is the name of its mistake."""


def with_mistake(
    files: Mapping[str, bytes], outcome: Outcome, source: str, title: str, hint: str
) -> dict[str, bytes]:
    """The package with a submission as an example of a mistake, which is named after its title.

    Args:
        files: the content of each, by its path in the package.
        outcome: the verdict of the submission, one of those that get hints.
        source: what the learner wrote; a docstring in it gives way to the title and the hint.
        title: the mistake in a few words.
        hint: what to do about it.

    Raises:
        SameMistakeError: an example has the same code already.
        ProblemError: the title or the hint can't be written as a docstring. This does not check
            that the rest is a problem: `graders.problem.package.parse_problem` does.
    """
    code = _code(source)
    for path, content in files.items():
        of = _verdict_folder(path)
        if of in HINTED and _code(content.decode(errors="replace")) == code:
            raise SameMistakeError(PurePosixPath(path).stem)
    example = _explained(source, title, hint)
    if title_and_hint(example, "") != (title, hint):
        raise ProblemError(
            "the title or the hint can't be written as a docstring: the title is one line of at "
            "most 60 characters, and neither is indented"
        )
    return with_example(files, f"{outcome.value}/{_name(files, outcome, title)}.py", example)


def _verdict_folder(path: str) -> str | None:
    parts = path.split("/")
    return parts[1] if len(parts) == 3 and parts[0] == "submissions" else None


def _name(files: Mapping[str, bytes], outcome: Outcome, title: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "_", title.lower())[:_MAX_NAME_CHARACTERS].strip("_")
    name, number = words or "mistake", 1
    while f"submissions/{outcome.value}/{name}.py" in files:
        number += 1
        name = f"{words or 'mistake'}_{number}"
    return name


def _explained(source: str, title: str, hint: str) -> str:
    text = f"{title}\n\n{hint}\n".replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    docstring = f'"""{text}"""'
    place = _docstring_place(source)
    if place is None:
        return f"{docstring}\n\n{source}"
    start, end = place
    return f"{source[:start]}{docstring}{source[end:]}"


def _code(source: str) -> str:
    place = _docstring_place(source)
    return (source if place is None else source[: place[0]] + source[place[1] :]).strip()


def _docstring_place(source: str) -> tuple[int, int] | None:
    """Where the module's docstring begins and ends; None if it has none, or does not parse."""
    try:
        with warnings.catch_warnings():
            # An invalid escape in a learner's code does not concern the caller.
            warnings.simplefilter("ignore")
            body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    match body:
        case [ast.Expr(value=ast.Constant(value=str())) as docstring, *_]:
            return (
                _offset(source, docstring.lineno, docstring.col_offset),
                _offset(source, docstring.end_lineno or 0, docstring.end_col_offset or 0),
            )
    return None


def _offset(source: str, line: int, column: int) -> int:
    """Where a place in Python's counting, of lines and bytes, is in a text."""
    lines = re.split(r"(?<=\n)|(?<=\r)(?!\n)", source)
    return sum(map(len, lines[: line - 1])) + len(lines[line - 1].encode()[:column].decode())
