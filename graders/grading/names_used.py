"""Finding which names of libraries a source uses, by its text.

The source is untrusted text. It is read token by token, without recursion, and never compiled here.
"""

import io
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# As everybody imports them; in a problem's file they need no import.
_USUAL = {"jnp": "jax.numpy", "lax": "jax.lax", "nnx": "flax.nnx", "np": "numpy"}
# Longer than any name that a problem may ask for.
_MOST_CHARACTERS = 200
_NOT_CODE = {tokenize.NL, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT}


def full_name(name: str) -> str:
    """The name with a usual abbreviation at its start written out: `flax.nnx.jit` for `nnx.jit`."""
    head, dot, rest = name.partition(".")
    return _USUAL.get(head, head) + dot + rest


@dataclass(frozen=True, slots=True)
class NamesUsed:
    """The names that a source uses.

    `full` are those with a known origin, such as `flax.nnx.Linear`, and `unbound` the others. The
    latter may come from the modules that the source imports everything of.
    """

    full: frozenset[str] = frozenset()
    unbound: frozenset[str] = frozenset()
    everything_of: frozenset[str] = frozenset()

    def first_of(self, wanted: Iterable[str]) -> str | None:
        """The first of these names that is used, itself or something in it; None if none is."""
        return next((name for name in wanted if self._uses(full_name(name))), None)

    def _uses(self, wanted: str) -> bool:
        inner = [
            wanted.removeprefix(f"{module}.")
            for module in self.everything_of
            if wanted.startswith(f"{module}.")
        ]
        return _holds(self.full, wanted) or any(_holds(self.unbound, name) for name in inner)


def _holds(names: frozenset[str], wanted: str) -> bool:
    return any(name == wanted or name.startswith(f"{wanted}.") for name in names)


def names_used(source: str) -> NamesUsed:
    """The names that the source uses; none if it can't be read.

    A name counts if it is written out, or reached through an import; one that is only imported does
    not. A name that is reached through a variable, `getattr` or text is not found.
    """
    try:
        statements = list(_statements(source))
    except (tokenize.TokenError, SyntaxError, UnicodeError):
        return NamesUsed()
    imported = [
        (name, full)
        for tokens in statements
        for name, full in _imports(tokens)
        # Each use of a name repeats what it stands for.
        if len(full) <= _MOST_CHARACTERS
    ]
    bound = {name: full for name, full in imported if name != "*"}
    full: set[str] = set()
    unbound: set[str] = set()
    for tokens in statements:
        if tokens[0] not in ("import", "from"):
            for head, rest in _chains(tokens):
                if head in bound:
                    full.add(bound[head] + rest)
                else:
                    unbound.add(head + rest)
    everything_of = frozenset(full for name, full in imported if name == "*")
    return NamesUsed(frozenset(full), frozenset(unbound), everything_of)


def _statements(source: str) -> Iterator[list[str]]:
    """The tokens of each statement, without blank ones; a compound one ends at its line's end."""
    tokens: list[str] = []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in (tokenize.NEWLINE, tokenize.ENDMARKER) or token.string == ";":
            if tokens:
                yield tokens
            tokens = []
        elif token.type == tokenize.STRING:
            tokens.append('""')  # What a text says is no name.
        elif token.type not in _NOT_CODE:
            tokens.append(token.string)


def _imports(tokens: list[str]) -> Iterator[tuple[str, str]]:
    """Each name that an import binds, with its full name; `*` with the module for all of one."""
    match tokens:
        case ["import", *rest]:
            for item in _items(rest):
                module, alias = _renamed(item)
                yield (alias, module) if alias else (module.partition(".")[0],) * 2
        case ["from", *rest] if "import" in rest:
            place = rest.index("import")
            module = "".join(rest[:place])
            for item in _items(rest[place + 1 :]):
                name, alias = _renamed(item)
                yield (name, module) if name == "*" else (alias or name, f"{module}.{name}")


def _items(tokens: list[str]) -> Iterator[list[str]]:
    item: list[str] = []
    for each in tokens:
        if each == ",":
            if item:
                yield item
            item = []
        elif each not in ("(", ")"):
            item.append(each)
    if item:
        yield item


def _renamed(item: list[str]) -> tuple[str, str]:
    """The name and what it is imported as, empty if as itself."""
    if len(item) > 2 and item[-2] == "as":
        return "".join(item[:-2]), item[-1]
    return "".join(item), ""


def _chains(tokens: list[str]) -> Iterator[tuple[str, str]]:
    """Each name with the attributes that follow it: `nnx` and `.Linear`."""
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if not token.isidentifier() or (place and tokens[place - 1] == "."):
            place += 1
            continue
        end = place + 1
        while end + 1 < len(tokens) and tokens[end] == "." and tokens[end + 1].isidentifier():
            end += 2
        yield token, "".join(tokens[place + 1 : end])
        place = end
