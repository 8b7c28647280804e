"""Printing to the terminal, escaped: most of the text was written by people we don't trust."""

import json
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer
from rich import box
from rich.console import Console, ConsoleOptions, RenderResult
from rich.padding import Padding
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

# Piped output is not wrapped: there is no terminal.
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
    r"""Escape every character that a terminal might obey, in Python's notation; line feeds stay."""
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
    """`text` as a paragraph, indented under a heading."""
    return Padding(paragraph(text), (0, 0, 0, 2), expand=False)


class _Table(Table):
    """A table; where the terminal is too narrow for its words, a list of what is in each row."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        needed = self.__rich_measure__(console, options.update(max_width=_PIPED_WIDTH)).minimum
        if needed <= options.max_width:
            yield from super().__rich_console__(console, options)
            return
        headings = [str(column.header) for column in self.columns]
        for first, *others in zip(*(column.cells for column in self.columns), strict=True):
            yield Text.assemble(first, style="bold")
            for heading, cell in zip(headings[1:], others, strict=True):
                if str(cell):
                    yield Padding(Text.assemble((f"{heading}: ", "dim"), cell), (0, 0, 0, 2))


def table(*headings: str) -> Table:
    """An empty table; its columns fold, so that nothing is cut off."""
    made = _Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        made.add_column(heading, overflow="fold")
    return made


@contextmanager
def case_progress(what: str, total: int) -> Iterator[Callable[[int, object], None]]:
    """Show a progress bar of the cases, if stderr is a terminal.

    Args:
        what: the label of the bar.
        total: how many cases there are.

    Yields:
        A callback for each finished case, with its place.
    """
    with Progress(console=errors, transient=True, disable=not errors.is_terminal) as progress:
        bar = progress.add_task(what, total=total)
        yield lambda place, _: progress.update(bar, completed=place + 1)


def print_error(message: str) -> None:
    """Write to stderr why the command ends."""
    errors.print(Text("nnx-judge: ", "bold red") + Text(escape(message)), soft_wrap=True)


def print_note(message: str) -> None:
    """Write a note to stderr."""
    errors.print(line(message, "dim"), soft_wrap=True)


def print_json(value: object) -> None:
    """Write `value` to stdout as JSON, and nothing else.

    In ASCII: a terminal obeys some characters that JSON allows as they are.
    """
    typer.echo(json.dumps(value, indent=2, allow_nan=False))
