"""Mutants of a source: copies with one small change each."""

import ast
import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from graders.verification.mutation_operators import OPERATORS, Change

# Nodes that don't change what a function computes, or have no position of their own in the text.
_NOT_MUTATED = (ast.Import, ast.ImportFrom, ast.JoinedStr)
_FIELDS_NOT_MUTATED = ("annotation", "returns", "decorator_list", "type_params")
# The source is untrusted: one that is only a sum of numbers could have a million mutants.
_MOST_COUNTED = 10_000


@dataclass(frozen=True, slots=True)
class Mutant:
    """A changed source. `operator` names the kind of change, `line` is where it starts."""

    operator: str
    line: int
    source: str

    def changed_lines(self, original: str) -> tuple[str, str]:
        """The lines of `original` that it changes, and what they become; stripped one by one."""
        before, after = original.splitlines(), self.source.splitlines()
        start = _alike(before, after)
        end = _alike(before[start:][::-1], after[start:][::-1])
        return _stripped(before[start : len(before) - end]), _stripped(
            after[start : len(after) - end]
        )

    def diff(self, original: str) -> str:
        """The change from `original`, the source it was made from, as a unified diff."""
        return "".join(
            difflib.unified_diff(
                original.splitlines(keepends=True),
                self.source.splitlines(keepends=True),
                "solution.py",
                f"mutant ({self.operator})",
                n=1,
            )
        )


def _alike(lines: list[str], others: list[str]) -> int:
    """How many lines both begin with."""
    pairs = enumerate(zip(lines, others, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(lines), len(others)))


def _stripped(lines: list[str]) -> str:
    return "\n".join(line.strip() for line in lines)


def count_mutants(source: str) -> int:
    """How many mutants the source has; 10,000 also stands for more."""
    return sum(1 for _ in _changes(source))


def make_mutants(source: str, most: int) -> list[Mutant]:
    """The mutants in source order; if there are more than `most`, that many, evenly spread.

    Raises:
        SyntaxError: `source` does not parse.
        RecursionError: it is nested too deeply.
    """
    total = count_mutants(source)
    count = min(total, most)
    chosen = {index * total // count for index in range(count)}
    text = _Text(source)
    return [
        Mutant(operator, old.lineno, text.with_change(old, new))
        for index, (operator, (old, new)) in enumerate(_changes(source))
        if index in chosen
    ]


def _changes(source: str) -> Iterator[tuple[str, Change]]:
    return islice(
        (
            (operator, change)
            for node in _mutable(ast.parse(source))
            for operator, changes in OPERATORS.items()
            for change in changes(node)
        ),
        _MOST_COUNTED,
    )


def _mutable(tree: ast.AST) -> Iterator[ast.AST]:
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        children: list[ast.AST] = []
        for field, value in ast.iter_fields(node):
            if field not in _FIELDS_NOT_MUTATED:
                values = value if isinstance(value, list) else [value]
                children += [child for child in values if isinstance(child, ast.AST)]
        waiting += reversed(
            [c for c in children if not (isinstance(c, _NOT_MUTATED) or _is_text_alone(c))]
        )


def _is_text_alone(node: ast.AST) -> bool:
    """Whether it is a docstring, or text that serves as a comment."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


class _Text:
    """A source in which nodes of its syntax tree can be replaced; the rest stays unchanged."""

    def __init__(self, source: str) -> None:
        self._text = source.encode()  # Bytes, because a tree counts columns in bytes.
        self._lines = [0]
        for line in self._text.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))

    def with_change(self, old: ast.expr | ast.stmt, new: ast.expr | ast.stmt) -> str:
        code = ast.unparse(ast.fix_missing_locations(new))
        plain = self._spliced(old, code)
        if isinstance(new, ast.stmt):
            return plain
        safe = self._spliced(old, f"({code})")
        return plain if _mean_the_same(plain, safe) else safe

    def _spliced(self, old: ast.expr | ast.stmt, code: str) -> str:
        start = self._lines[old.lineno - 1] + old.col_offset
        end = self._lines[(old.end_lineno or old.lineno) - 1] + (old.end_col_offset or 0)
        return (self._text[:start] + code.encode() + self._text[end:]).decode()


def _mean_the_same(one: str, other: str) -> bool:
    try:
        return ast.dump(ast.parse(one)) == ast.dump(ast.parse(other))
    except SyntaxError:
        return False
