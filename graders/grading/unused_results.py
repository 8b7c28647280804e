"""Finding new values that a source computes and does not use: JAX changes nothing in place.

What a function such as `jax.tree.map` returns has no effect unless it is used. A source that drops
it behaves like one that never made the change, so behaviour alone can't tell the two apart.

The source is untrusted text. It is read token by token, without recursion, and never compiled here.
"""

import io
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

# Reading a KiB takes some milliseconds.
_MOST_CHARACTERS = 32 * 1024
_MOST_FOUND = 10
_FUNCTIONS = {
    *("jax.tree.map", "jax.tree_map", "jax.tree_util.tree_map", "tree.map", "tree_map"),
    *("nnx.merge", "nnx.clone", "optax.apply_updates"),
}
# Most sources contain none of these, and are not read.
_SIGNS = ("tree", "merge", "clone", "apply_updates", ".at[")
_AT_METHODS = {"set", "add", "subtract", "multiply", "mul", "divide", "min", "max", "power"}
_LOOPS = {"for", "while", "async"}
# A mapped function may have side effects; then its result may rightly be unused.
_EFFECTS = frozenset(
    ("print", "append", "update", "debug", "set_value", "copy_from", "assert_allclose")
)
_BLANK = {tokenize.NL, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT}


@dataclass(frozen=True, slots=True)
class UnusedResult:
    """A call in a line of the source that returns a new value, which is not used."""

    function: str
    line: int


@dataclass(frozen=True)
class _Statement:
    """A logical line: its first line and column, and its tokens, without blank ones."""

    line: int
    column: int
    tokens: tuple[str, ...]

    @cached_property
    def names_read(self) -> frozenset[str]:
        """The names in it, except attributes and keywords."""
        around = zip(("", *self.tokens), self.tokens, (*self.tokens[1:], ""), strict=False)
        return frozenset(
            token
            for before, token, after in around
            if token.isidentifier()
            and before != "."
            and not (after == "=" and before in ("(", ","))
        )


def unused_results(source: str) -> tuple[UnusedResult, ...]:
    """The first calls whose result is unused, in order; none if the source can't be read."""
    if len(source) > _MOST_CHARACTERS or not any(sign in source for sign in _SIGNS):
        return ()
    try:
        statements = list(_statements(source))
    except (tokenize.TokenError, SyntaxError, UnicodeError):
        return ()
    effects = _EFFECTS | _acting(statements)
    found: list[UnusedResult] = []
    for place, statement in enumerate(statements):
        if (function := _unused(statements, place, effects)) is not None:
            found.append(UnusedResult(function, statement.line))
            if len(found) == _MOST_FOUND:
                break
    return tuple(found)


def _statements(source: str) -> Iterator[_Statement]:
    tokens: list[tokenize.TokenInfo] = []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in (tokenize.NEWLINE, tokenize.ENDMARKER) or token.string == ";":
            if tokens:
                line, column = tokens[0].start
                yield _Statement(line, column, tuple(each.string for each in tokens))
            tokens = []
        elif token.type not in _BLANK:
            tokens.append(token)


def _unused(statements: list[_Statement], place: int, effects: frozenset[str]) -> str | None:
    """The function whose result the statement drops, or binds to a name that is never read."""
    statement = statements[place]
    tokens, target = statement.tokens, None
    if len(tokens) > 2 and tokens[1] == "=":
        target, tokens = tokens[0], tokens[2:]
    function = _called(tokens)
    if function is None or not effects.isdisjoint(tokens):
        return None
    if target is None:
        return function
    # At the top of a file, any code could read it.
    if statement.column == 0 or any(target in o.names_read for o in statements[place + 1 :]):
        return None
    column = statement.column
    for number in range(place - 1, -1, -1):
        before = statements[number]
        if before.column >= column:
            continue
        column = before.column
        if before.tokens[0] in ("def", "class"):
            break
        # In a loop, an earlier statement also runs later.
        if before.tokens[0] in _LOOPS and any(
            target in each.names_read for each in statements[number:place]
        ):
            return None
    return function


def _acting(statements: list[_Statement]) -> frozenset[str]:
    """The source's own functions that do more than return something."""
    return frozenset(
        statement.tokens[1]
        for statement, body in pairwise(statements)
        # Any statement may follow the colon on the same line.
        if statement.tokens[0] == "def"
        and len(statement.tokens) > 1
        and (statement.tokens[-1] != ":" or body.tokens[0] != "return")
    )


def _called(tokens: tuple[str, ...]) -> str | None:
    """The function, if these tokens are a single call of one that changes nothing in place."""
    depth, place = 0, len(tokens)
    while place and (depth or place == len(tokens)):
        place -= 1
        depth += (tokens[place] in (")", "]", "}")) - (tokens[place] in ("(", "[", "{"))
    function = tokens[:place]
    name = "".join(function)
    if tokens[place:][:1] != ("(",):
        return None
    if name in _FUNCTIONS:
        return name
    is_at = len(function) > 3 and function[-1] in _AT_METHODS and ".at[" in name
    return f".at[...].{function[-1]}" if is_at and function[-3] == "]" else None
