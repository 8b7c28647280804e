"""Functions of `given.py` that make arguments: models, states, parameters."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from graders.core.near_names import did_you_mean
from graders.core.values import made_in
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
from graders.problem.signatures import definitions, parsed, signature_in
from graders.problem.spec import ProblemSpec, PythonGenerator

# A function, and the names of the arguments that it is called with.
_Call = tuple[str, tuple[str, ...]]


def makers(argument: FixedArgument | GeneratedArgument) -> set[str]:
    """The functions that make an argument, or parts of it."""
    return {function for function, _ in _calls(argument)}


def makers_of(spec: ProblemSpec) -> set[str]:
    """The functions that make arguments of a problem."""
    return {function for _, (function, _) in _calls_of(spec)}


def require_makers(folder: Path, files: Mapping[str, bytes], spec: ProblemSpec) -> None:
    """Check that `given.py` defines the functions that make arguments, and what they take.

    Raises:
        ProblemError: it is missing, can't be read, does not define one, or one can't be called with
            what `problem.toml` gives it.
    """
    calls = list(_calls_of(spec))
    if not calls:
        return
    path, source = folder / "given.py", optional_text(folder, files, "given.py")
    if source is None:
        raise ProblemError(f"{path}: missing: an argument has made_by")
    try:
        body = parsed(source)
    except ValueError as error:
        raise ProblemError(f"{path}: {error}") from None
    wanted, defined = {function for _, (function, _) in calls}, definitions(body)
    if missing := sorted(wanted - defined):
        reason = f"defines no {', '.join(missing)}, which makes an argument"
        raise ProblemError(f"{path}: {reason}{did_you_mean(missing[0], defined)}")
    signatures = {function: signature_in(body, function) for function in wanted}
    for place, (function, names) in calls:
        signature = signatures[function]
        for refusal in signature.refusals(names) if signature is not None else ():
            where = f"{folder / 'problem.toml'}: {place}"
            raise ProblemError(f"{where}: {function} in given.py {refusal}")


def _calls_of(spec: ProblemSpec) -> Iterator[tuple[str, _Call]]:
    """The calls that make arguments, each with the place of the argument in `problem.toml`."""
    for name, argument in spec.arguments.items():
        for call in _calls(argument):
            yield f"arguments.{name}", call
    for entry in spec.entries:
        if not isinstance(entry, PythonGenerator):
            for name, own in entry.arguments.items():
                for call in _calls(own):
                    yield f"arguments.{name} (in {entry.name!r})", call


def _calls(argument: FixedArgument | GeneratedArgument) -> Iterator[_Call]:
    if isinstance(argument, GeneratedContainer):
        if isinstance(argument, GeneratedMade):
            yield argument.made_by, tuple(argument.arguments)
        for _, part in parts(argument):
            yield from _calls(part)
    elif not isinstance(argument, Drawn):
        yield from made_in(given(argument.constant if isinstance(argument, Constant) else argument))
