"""Mutants of a source: copies with one small change each."""

import ast
import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from graders.strength.operators import OPERATORS

# What does not change what a function computes, or has no place of its own in the text.
_NOT_MUTATED = (ast.Import, ast.ImportFrom, ast.JoinedStr)
_FIELDS_NOT_MUTATED = ("annotation", "returns", "decorator_list", "type_params")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A changed source. `operator` names the kind of change, `line` is where it begins."""

    operator: str
    line: int
    source: str

    def diff(self, original: str) -> str:
        """The change to `original`, of which it is a mutant, as a unified diff."""
        return "".join(
            difflib.unified_diff(
                original.splitlines(keepends=True),
                self.source.splitlines(keepends=True),
                "solution.py",
                f"mutant ({self.operator})",
                n=1,
            )
        )


def make_mutants(source: str) -> list[Mutant]:
    """Every mutant, by place in the source; no two are alike.

    Raises:
        SyntaxError: `source` does not parse.
    """
    text = source.encode()
    lines = [0]
    for line in text.splitlines(keepends=True):
        lines.append(lines[-1] + len(line))
    unlike = {source}
    mutants = []
    for node in _mutable(ast.parse(source)):
        for operator, changes in OPERATORS.items():
            for old, new in changes(node):
                start = lines[old.lineno - 1] + old.col_offset
                end = lines[(old.end_lineno or 0) - 1] + (old.end_col_offset or 0)
                changed = _spliced(text, start, end, new)
                if changed not in unlike:
                    unlike.add(changed)
                    mutants.append(Mutant(operator, old.lineno, changed))
    return sorted(mutants, key=lambda mutant: mutant.line)


def spread_evenly(mutants: list[Mutant], most: int) -> list[Mutant]:
    """At most `most` of them, from all over the source; the same ones each time."""
    count = min(len(mutants), most)
    return [mutants[index * len(mutants) // count] for index in range(count)]


def _mutable(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for field, value in ast.iter_fields(node):
        if field in _FIELDS_NOT_MUTATED:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not (
                isinstance(child, _NOT_MUTATED) or _is_text_alone(child)
            ):
                yield from _mutable(child)


def _is_text_alone(node: ast.AST) -> bool:
    """A docstring, or text that serves as a comment."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _spliced(text: bytes, start: int, end: int, new: ast.AST) -> str:
    def with_this(code: str) -> str:
        return (text[:start] + code.encode() + text[end:]).decode()

    code = ast.unparse(ast.fix_missing_locations(new))
    plain = with_this(code)
    if not isinstance(new, ast.expr):
        return plain
    safe = with_this(f"({code})")
    return plain if _means_the_same(plain, safe) else safe


def _means_the_same(one: str, other: str) -> bool:
    try:
        return ast.dump(ast.parse(one)) == ast.dump(ast.parse(other))
    except SyntaxError:
        return False
