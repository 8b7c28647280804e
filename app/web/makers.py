"""What can make arguments: the functions and classes of a problem's `given.py`."""

import ast
from collections.abc import Iterator


def makers(given: str) -> list[str]:
    """Return them as they are called, such as `Classifier(rngs, inputs)`; none if it is no Python.

    How long it takes grows with the text: run it in `BoundedWork`.
    """
    try:
        body = ast.parse(given).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    return [
        f"{each.name}({', '.join(_parameters(each))})"
        for each in body
        if isinstance(each, ast.FunctionDef | ast.ClassDef) and not each.name.startswith("_")
    ]


def _parameters(maker: ast.FunctionDef | ast.ClassDef) -> Iterator[str]:
    if isinstance(maker, ast.FunctionDef):
        yield from _names(maker)
        return
    for each in maker.body:
        if isinstance(each, ast.FunctionDef) and each.name == "__init__":
            # Without `self`.
            yield from _names(each)[1:]


def _names(function: ast.FunctionDef) -> list[str]:
    given = function.args
    return [each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
