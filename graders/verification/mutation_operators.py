"""The mutation operators: plausible mistakes as replacements for a node of a syntax tree.

The set follows Offutt et al., "An experimental determination of sufficient mutant operators" (ACM
TOSEM 5(2), 1996), which found that few operators give nearly all of the signal: arithmetic,
relational, logical and unary ones. Added are the deletion of statements (Deng, Offutt and Li,
"Empirical evaluation of the statement deletion mutation operator", ICST 2013), and what mutmut and
Cosmic Ray change in Python: constants, arguments, keywords, `break` and `continue`. Range and slice
bounds, and a call replaced by its argument (PIT's "argument propagation"), are typical mistakes in
array code: one layer short, a forgotten activation.
"""

import ast
from collections.abc import Callable, Iterator
from itertools import pairwise

# A node and its replacement.
Change = tuple[ast.expr | ast.stmt, ast.expr | ast.stmt]

_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitOr,
}
_BOUNDARY: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
}
_OPPOSITE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.GtE,
    ast.LtE: ast.Gt,
    ast.Gt: ast.LtE,
    ast.GtE: ast.Lt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_DROPPED = (
    *(ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Expr, ast.Return, ast.Delete),
    *(ast.For, ast.While, ast.If, ast.With, ast.Raise, ast.Assert),
)

# Functions of jax.numpy and jax.lax whose first two arguments may change places.
_SYMMETRIC = {
    *("add", "multiply", "maximum", "minimum", "equal", "not_equal", "hypot", "logaddexp"),
    *("logical_and", "logical_or", "logical_xor"),
    *("bitwise_and", "bitwise_or", "bitwise_xor", "gcd", "lcm"),
}


def _statement_dropped(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, _DROPPED):
        yield node, ast.Pass()


def _arithmetic(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.BinOp(left, ast.MatMult(), right):
            if ast.dump(left) != ast.dump(right):
                yield node, ast.BinOp(right, ast.MatMult(), left)
        case ast.BinOp(left, operator, right) if type(operator) in _ARITHMETIC:
            yield node, ast.BinOp(left, _ARITHMETIC[type(operator)](), right)
        case ast.AugAssign(target, operator, value) if type(operator) in _ARITHMETIC:
            yield node, ast.AugAssign(target, _ARITHMETIC[type(operator)](), value)


def _comparison(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.Compare):
        for index, operator in enumerate(node.ops):
            for changes in (_BOUNDARY, _OPPOSITE):
                if type(operator) in changes:
                    changed = list(node.ops)
                    changed[index] = changes[type(operator)]()
                    yield node, ast.Compare(node.left, changed, node.comparators)


def _logical(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.BoolOp(ast.And(), values):
            yield node, ast.BoolOp(ast.Or(), values)
        case ast.BoolOp(ast.Or(), values):
            yield node, ast.BoolOp(ast.And(), values)


def _condition_negated(node: ast.AST) -> Iterator[Change]:
    # For a comparison, `_comparison` already makes the opposite.
    if isinstance(node, ast.If | ast.While | ast.IfExp) and not isinstance(node.test, ast.Compare):
        yield node.test, ast.UnaryOp(ast.Not(), node.test)


def _unary_dropped(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.UnaryOp):
        yield node, node.operand


def _constant(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.Constant(bool(value)):
            yield node, ast.Constant(not value)
        case ast.Constant(int() | float() as value):
            yield node, ast.Constant(value + 1)


def _range_bound(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.Call(ast.Name("range"), [*before, stop], []) if len(before) < 2:
            for change in (ast.Sub, ast.Add):
                bound = ast.BinOp(stop, change(), ast.Constant(1))
                yield node, ast.Call(node.func, [*before, bound], [])
            if not before:
                yield node, ast.Call(node.func, [ast.Constant(1), stop], [])


def _slice_bound_dropped(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
        lower, upper, step = node.slice.lower, node.slice.upper, node.slice.step
        for kept in (
            ast.Slice(None, upper, step) if lower else None,
            ast.Slice(lower, None, step) if upper else None,
            ast.Slice(lower, upper, None) if step else None,
        ):
            if kept is not None:
                yield node, ast.Subscript(node.value, kept, node.ctx)


def _arguments_swapped(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.Call) and not any(isinstance(a, ast.Starred) for a in node.args):
        for index, (first, second) in enumerate(pairwise(node.args)):
            if ast.dump(first) != ast.dump(second) and not _may_be_swapped(node, index):
                swapped = [*node.args[:index], second, first, *node.args[index + 2 :]]
                yield node, ast.Call(node.func, swapped, node.keywords)


def _may_be_swapped(call: ast.Call, index: int) -> bool:
    """Whether the call returns the same with two neighbouring arguments swapped."""
    match call.func:
        case ast.Attribute(attr="swapaxes"):
            # The axes, which come last: of a method they are all, of a function the array is first.
            return index == len(call.args) - 2
        case ast.Attribute(attr=name):
            return index == 0 and name in _SYMMETRIC
        case ast.Name(id="max" | "min"):
            return True
    return False


def _keyword_dropped(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.Call):
        for keyword in node.keywords:
            if keyword.arg is not None:
                others = [other for other in node.keywords if other is not keyword]
                yield node, ast.Call(node.func, node.args, others)


def _call_skipped(node: ast.AST) -> Iterator[Change]:
    """Replace a call with one positional argument by that argument."""
    match node:
        case ast.Call(_, [ast.expr() as argument]) if not isinstance(argument, ast.Starred):
            yield node, argument


def _loop_control(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.Break():
            yield node, ast.Continue()
        case ast.Continue():
            yield node, ast.Break()


OPERATORS: dict[str, Callable[[ast.AST], Iterator[Change]]] = {
    "statement_dropped": _statement_dropped,
    "arithmetic": _arithmetic,
    "comparison": _comparison,
    "logical": _logical,
    "condition_negated": _condition_negated,
    "unary_dropped": _unary_dropped,
    "constant": _constant,
    "range_bound": _range_bound,
    "slice_bound_dropped": _slice_bound_dropped,
    "arguments_swapped": _arguments_swapped,
    "keyword_dropped": _keyword_dropped,
    "call_skipped": _call_skipped,
    "loop_control": _loop_control,
}
