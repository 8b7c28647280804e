"""What a function or class takes, by the text of its file: for calls that can't work."""

import ast
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from graders.core.near_names import did_you_mean


@dataclass(frozen=True, slots=True)
class Signature:
    """The parameters that can be given by name, and those of them that must be given.

    `others_too` says whether any other name may be given.
    """

    names: tuple[str, ...]
    needed: tuple[str, ...]
    others_too: bool

    def refusals(self, given: Collection[str]) -> Iterator[str]:
        """Why it can't be called with arguments of these names: `takes no x`, `needs y`."""
        for name in given:
            if name not in self.names and not self.others_too:
                left = [known for known in self.names if known not in given]
                yield f"takes no {name}{did_you_mean(name, left)}"
        for name in self.needed:
            if name not in given:
                yield f"needs {name}"


def parsed(source: str) -> list[ast.stmt]:
    """The statements of a file.

    Raises:
        ValueError: it is not Python. The message says why.
    """
    try:
        return ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ValueError(f"not Python: {error}") from None


def definitions(body: Sequence[ast.stmt]) -> set[str]:
    """The names of the functions and classes that a file defines."""
    return {each.name for each in body if isinstance(each, ast.FunctionDef | ast.ClassDef)}


def signature_in(body: Sequence[ast.stmt], name: str) -> Signature | None:
    """What the function, or the constructor of the class, of that name takes.

    None if the text does not tell: if it is decorated, bound more than once, takes something by
    position only, or if the class inherits its constructor.
    """
    match _definition(body, name):
        case ast.FunctionDef(args=arguments):
            return _signature(arguments, bound=0)
        case ast.ClassDef(body=inner, keywords=[]):
            constructor = _definition(inner, "__init__")
            if isinstance(constructor, ast.FunctionDef):
                return _signature(constructor.args, bound=1)
    return None


def _definition(body: Sequence[ast.stmt], name: str) -> ast.stmt | None:
    found = [each for each in body if name in _bound_by(each)]
    match found:
        case [ast.FunctionDef(decorator_list=[]) | ast.ClassDef(decorator_list=[]) as only]:
            return only
    return None


def _bound_by(statement: ast.stmt) -> Iterator[str]:
    """The names that a statement may bind."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield statement.name
        return
    for node in ast.walk(statement):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                yield name
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.alias(name=name, asname=other):
                yield other or name


def _signature(arguments: ast.arguments, bound: int) -> Signature | None:
    """A signature, without the first `bound` parameters."""
    if len(arguments.posonlyargs) > bound:
        return None
    by_place = [each.arg for each in (*arguments.posonlyargs, *arguments.args)]
    without_default = by_place[: len(by_place) - len(arguments.defaults)]
    keywords = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    return Signature(
        names=(*by_place[bound:], *(each.arg for each in arguments.kwonlyargs)),
        needed=(
            *without_default[bound:],
            *(each.arg for each, default in keywords if default is None),
        ),
        others_too=arguments.kwarg is not None,
    )
