"""Functions of `given.py` that make arguments: models, states, parameters."""

import ast
from collections.abc import Mapping
from pathlib import Path

from graders.core.values import makers_in
from graders.problem.arguments import FixedArgument, given
from graders.problem.distributions import Constant
from graders.problem.files import ProblemError, optional_text
from graders.problem.generated import (
    Drawn,
    GeneratedArgument,
    GeneratedContainer,
    GeneratedMade,
    parts,
)
from graders.problem.spec import ProblemSpec, PythonGenerator


def makers(argument: FixedArgument | GeneratedArgument) -> set[str]:
    """The functions that make an argument, or parts of it."""
    if isinstance(argument, GeneratedContainer):
        own = {argument.made_by} if isinstance(argument, GeneratedMade) else set()
        return own.union(*(makers(part) for _, part in parts(argument)))
    if isinstance(argument, Drawn):
        return set()
    return makers_in(given(argument.constant if isinstance(argument, Constant) else argument))


def makers_of(spec: ProblemSpec) -> set[str]:
    """The functions that make arguments of a problem."""
    found = set().union(*map(makers, spec.arguments.values()))
    for entry in spec.entries:
        if not isinstance(entry, PythonGenerator):
            found = found.union(*map(makers, entry.arguments.values()))
    return found


def require_makers(folder: Path, files: Mapping[str, bytes], spec: ProblemSpec) -> None:
    """Check that `given.py` defines the functions that make arguments.

    Raises:
        ProblemError: it is missing, can't be read, or does not define one.
    """
    wanted = makers_of(spec)
    if not wanted:
        return
    path, source = folder / "given.py", optional_text(folder, files, "given.py")
    if source is None:
        raise ProblemError(f"{path}: missing: an argument has made_by")
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ProblemError(f"{path}: not Python: {error}") from None
    defined = {each.name for each in body if isinstance(each, ast.FunctionDef | ast.ClassDef)}
    if missing := sorted(wanted - defined):
        raise ProblemError(f"{path}: defines no {', '.join(missing)}, which makes an argument")
