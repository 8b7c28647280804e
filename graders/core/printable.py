"""Untrusted names and texts, made safe to print, to store and to show: escaped, and cut."""

from collections.abc import Iterable

# Limit for a name or a text as shown.
MAX_CHARACTERS = 200


def printable(text: str) -> str:
    """The text as shown."""
    # Unprintable characters include lone surrogates, which can't be sent as JSON.
    shown = text[:MAX_CHARACTERS]
    if not shown.isprintable():
        shown = "".join(
            c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in shown
        )
    is_cut = max(len(text), len(shown)) > MAX_CHARACTERS
    return shown[:MAX_CHARACTERS] + "..." if is_cut else shown


def printable_path(path: Iterable[str]) -> str:
    """The path as shown: names joined by dots.

    An empty name is skipped: it stands for what a wrapper such as `nnx.Param` holds.
    """
    return printable(".".join(name for name in path if name))
