"""What reaches the terminal, made harmless: most of it was written by people we don't trust."""

import json
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer
from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

# What a program reads is not folded to the width of a terminal that isn't there.
_PIPED_WIDTH = 1_000
output = Console(
    markup=False,
    emoji=False,
    highlight=False,
    width=None if sys.stdout.isatty() else _PIPED_WIDTH,
)
errors = Console(stderr=True, markup=False, emoji=False, highlight=False)

# Control and format characters move the cursor, set colours, or turn the direction of the text;
# surrogates and what is unassigned or private may show as anything.
_NOT_SHOWN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def escape(text: str) -> str:
    r"""`text` with every character that a terminal might obey in Python's notation.

    Line feeds stay; they show as what they are.
    """
    return "".join(
        character.encode("unicode_escape").decode()
        if character != "\n" and unicodedata.category(character) in _NOT_SHOWN
        else character
        for character in text
    )


def line(text: str, style: str = "") -> Text:
    """`text` on one line, escaped, for a table or a message."""
    return Text(escape(text).replace("\n", "\\n"), style)


def paragraph(text: str) -> Text:
    """`text` escaped, its lines kept."""
    return Text(escape(text).rstrip("\n"))


def indented(text: str) -> Padding:
    """The same, under a heading."""
    return Padding(paragraph(text), (0, 0, 0, 2), expand=False)


def table(*headings: str) -> Table:
    """An empty table; the columns fold, so that nothing is cut off."""
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        made.add_column(heading, overflow="fold")
    return made


@contextmanager
def case_progress(what: str, total: int) -> Iterator[Callable[[int, object], None]]:
    """A bar on stderr that moves with each case, where that is a terminal.

    Args:
        what: said beside it.
        total: how many cases there are.

    Yields:
        What is to be told the place of each case as it finishes.
    """
    with Progress(console=errors, transient=True, disable=not errors.is_terminal) as progress:
        bar = progress.add_task(what, total=total)
        yield lambda place, _: progress.update(bar, completed=place + 1)


def print_error(message: str) -> None:
    """Say on stderr why the command ends."""
    errors.print(Text("nnx-judge: ", "bold red") + Text(escape(message)), soft_wrap=True)


def print_note(message: str) -> None:
    """Say on stderr what was decided."""
    errors.print(line(message, "dim"), soft_wrap=True)


def print_json(value: object) -> None:
    """Write `value` to stdout as JSON, and nothing else.

    In ASCII: a terminal obeys some characters that JSON allows as they are.
    """
    typer.echo(json.dumps(value, indent=2, allow_nan=False))
