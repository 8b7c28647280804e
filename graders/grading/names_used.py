"""Finding which names of libraries a source uses, by its text.

The source is untrusted text. It is read token by token, without recursion, and never compiled here.
"""

import io
import tokenize
from collections.abc import Iterable, Iterator

# As everybody imports them; in a problem's file they need no import.
_USUAL = {"jnp": "jax.numpy", "lax": "jax.lax", "nnx": "flax.nnx", "np": "numpy"}
_NOT_CODE = {tokenize.NL, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT}


def full_name(name: str) -> str:
    """The name with a usual abbreviation at its start written out: `flax.nnx.jit` for `nnx.jit`."""
    head, dot, rest = name.partition(".")
    return _USUAL.get(head, head) + dot + rest


def names_used(source: str) -> frozenset[str]:
    """The full names that the source uses, such as `flax.nnx.Linear`; empty if it can't be read.

    A name counts if it is written out, or reached through an import; one that is only imported does
    not. A name that is reached through a variable, `getattr` or text is not found.
    """
    try:
        statements = list(_statements(source))
    except (tokenize.TokenError, SyntaxError, UnicodeError):
        return frozenset()
    bound: dict[str, str] = {}
    everything_of: list[str] = []
    for tokens in statements:
        for name, full in _imports(tokens):
            if name == "*":
                everything_of.append(full)
            else:
                bound[name] = full
    used: set[str] = set()
    for tokens in statements:
        if tokens[0] in ("import", "from"):
            continue
        for head, rest in _chains(tokens):
            if head in bound:
                used.add(bound[head] + rest)
            else:
                used.update(f"{module}.{head}{rest}" for module in everything_of)
    return frozenset(used)


def uses_any(used: Iterable[str], wanted: Iterable[str]) -> str | None:
    """The first of the wanted names that is used, itself or something in it; None if none is."""
    used = tuple(used)
    for name in wanted:
        full = full_name(name)
        if any(each == full or each.startswith(f"{full}.") for each in used):
            return name
    return None


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
