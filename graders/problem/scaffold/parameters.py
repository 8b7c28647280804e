"""The parameters of a new problem's function, as they are written in Python."""

import ast
from dataclasses import dataclass
from keyword import iskeyword
from typing import Literal

ParameterKind = Literal["array", "float", "int"]

MAX_PARAMETERS_LENGTH = 500
# As many as an entry point may have.
_MOST = 32
_MAX_NAME = 80
_KINDS: dict[str, ParameterKind] = {
    "jax.Array": "array",
    "Array": "array",
    "float": "float",
    "int": "int",
}
_FORM = "write them as in Python, such as x, scale: float"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter, and what its arguments are."""

    name: str
    kind: ParameterKind


def read_parameters(text: str) -> list[Parameter]:
    """Parse parameters as a function's definition has them, such as `x, scale: float`.

    Without a type, a parameter takes an array.

    Raises:
        ValueError: they can't be parsed, or a type is none that a new problem can begin with.
    """
    if len(text) > MAX_PARAMETERS_LENGTH:
        raise ValueError(f"parameters: {MAX_PARAMETERS_LENGTH} characters are the most")
    try:
        [definition] = ast.parse(f"def _({text}\n): ...").body
    except (SyntaxError, ValueError):
        raise ValueError(f"parameters: {_FORM}") from None
    if not isinstance(definition, ast.FunctionDef):
        raise ValueError(f"parameters: {_FORM}")
    given = definition.args
    if given.vararg or given.kwarg or given.kwonlyargs or given.posonlyargs or given.defaults:
        raise ValueError("parameters: they have no defaults, and neither * nor / among them")
    parameters = [_parameter(each) for each in given.args]
    names = [each.name for each in parameters]
    if not 1 <= len(names) <= _MOST:
        raise ValueError(f"parameters: a problem has 1 to {_MOST} of them")
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise ValueError(f"parameters: {twice!r} comes twice")
    return parameters


def _parameter(given: ast.arg) -> Parameter:
    name = given.arg
    if not name.isascii() or len(name) > _MAX_NAME or iskeyword(name):
        raise ValueError(f"parameters: {name[:_MAX_NAME]!r} is no name for one")
    kind = _kind(given.annotation)
    if kind is None:
        raise ValueError(
            f"parameters: {name!r} begins as jax.Array (or without a type), float or int; "
            "problem.toml can have others afterwards"
        )
    return Parameter(name, kind)


def _kind(annotation: ast.expr | None) -> ParameterKind | None:
    match annotation:
        case None:
            return "array"
        case ast.Name(id=name):
            return _KINDS.get(name)
        case ast.Attribute(value=ast.Name(id=module), attr=name):
            return _KINDS.get(f"{module}.{name}")
    return None
