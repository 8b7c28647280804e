"""The file to send: of all that a notebook has run, the statements that a definition needs."""

import ast
import builtins
import symtable
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

# Magics that run the rest of their cell or line as Python, in the notebook's own names.
_RUNNING = ("capture", "check", "time")


@dataclass(frozen=True, slots=True)
class _Statement:
    cell: int
    first_line: int
    text: str
    binds: frozenset[str]
    # Names that it needs when it is run, and those that functions in it need when they are called.
    at_once: frozenset[str]
    later: frozenset[str]


class Cells:
    """What was run, in its order."""

    def __init__(self, cells: Iterable[str], as_python: Callable[[str], str] = str) -> None:
        """Read cells of Python, as IPython keeps them; those that are none are left out.

        Args:
            cells: all that were run, in their order.
            as_python: turns what stands behind a magic, in IPython's own notation, into Python.
        """
        parsed = [list(_statements(number, cell, as_python)) for number, cell in enumerate(cells)]
        self._statements = [each for cell in parsed for each in cell]
        self._of_last_cell = range(
            len(self._statements) - len(parsed[-1] if parsed else ()), len(self._statements)
        )

    @property
    def names(self) -> frozenset[str]:
        """Every name that was bound."""
        return frozenset().union(*(each.binds for each in self._statements))

    @property
    def names_of_last_cell(self) -> frozenset[str]:
        """Those that the last cell binds."""
        return frozenset().union(*(self._statements[at].binds for at in self._of_last_cell))

    def defining(self, names: Collection[str]) -> str:
        """Return the newest definitions of these names, with all that they use."""
        end = len(self._statements)
        return self._with_needs(at for name in names for at in self._binding(name, end))

    def last_cell(self) -> str:
        """Return the last cell, with all that it uses of others."""
        return self._with_needs(self._of_last_cell)

    def _with_needs(self, places: Iterable[int]) -> str:
        end = len(self._statements)
        wanted = set(places)
        waiting = list(wanted)
        while waiting:
            at = waiting.pop()
            needed = self._statements[at]
            found = [one for name in needed.at_once for one in self._binding(name, at)]
            found += [one for name in needed.later for one in self._binding(name, end)]
            waiting += set(found) - wanted
            wanted.update(found)
        # Statements that share a line have the same text.
        chosen = [self._statements[at] for at in sorted(wanted)]
        return "".join({(each.cell, each.first_line): each.text for each in chosen}.values())

    def _binding(self, name: str, end: int) -> Sequence[int]:
        """Find the last statement before `end` that binds a name, or what else may give it."""
        places = [at for at, each in enumerate(self._statements) if name in each.binds]
        if places:
            return [max((at for at in places if at < end), default=places[-1])]
        if hasattr(builtins, name):
            return []
        return [at for at, each in enumerate(self._statements) if "*" in each.binds]


def _statements(number: int, cell: str, as_python: Callable[[str], str]) -> Iterator[_Statement]:
    try:
        body = ast.parse(cell).body
    except (SyntaxError, ValueError):
        return
    # As Python counts lines: other characters that end a line somewhere are part of it.
    lines = cell.replace("\r\n", "\n").split("\n")
    for node in body:
        if (inner := _inner_cell(node)) is not None:
            yield from _statements(number, as_python(inner), as_python)
            continue
        decorators = getattr(node, "decorator_list", ())
        first = min(each.lineno for each in (node, *decorators))
        text = "\n".join(lines[first - 1 : node.end_lineno]) + "\n"
        try:
            binds, at_once, later = _names(node)
        except SyntaxError:
            continue
        # Else a command for IPython, and not for Python.
        if "get_ipython" not in at_once:
            yield _Statement(number, first, text, binds, at_once, later)


def _names(node: ast.stmt) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """What a statement binds, needs when it is run, and needs later.

    Raises:
        SyntaxError: it is none.
    """
    table = symtable.symtable(ast.unparse(node), "cell", "exec")
    symbols = table.get_symbols()
    binds = {each.get_name() for each in symbols if each.is_assigned() or each.is_imported()}
    if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
        binds.add("*")
    at_once = {each.get_name() for each in symbols if each.is_referenced()}
    if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
        at_once.add(node.target.id)
    later: set[str] = set()
    for inner in table.get_children():
        # The body of a class is run with the statement.
        (at_once if inner.get_type() == "class" else later).update(_global_names(inner))
        for innermost in inner.get_children():
            later.update(_all_global_names(innermost))
    return frozenset(binds), frozenset(at_once), frozenset(later)


def _global_names(table: symtable.SymbolTable) -> set[str]:
    return {each.get_name() for each in table.get_symbols() if each.is_global()}


def _all_global_names(table: symtable.SymbolTable) -> set[str]:
    return _global_names(table).union(*map(_all_global_names, table.get_children()))


def _inner_cell(node: ast.stmt) -> str | None:
    """The cell or line behind a magic that runs it; None for every other statement."""
    match node:
        case ast.Expr(
            ast.Call(
                ast.Attribute(attr="run_cell_magic"),
                [ast.Constant(str(name)), ast.Constant(), ast.Constant(str(inner))],
            )
        ) | ast.Expr(
            ast.Call(
                ast.Attribute(attr="run_line_magic"),
                [ast.Constant(str(name)), ast.Constant(str(inner))],
            )
        ) if name in _RUNNING:
            return inner
    return None
