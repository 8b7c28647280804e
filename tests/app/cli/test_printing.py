import pytest
from rich.console import Console

from app.cli.printing import escape, indented, line, print_json


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("plain", "plain"),
        ("größer ≤ 層", "größer ≤ 層"),
        ("\x1b[2J", "\\x1b[2J"),
        ("\x9b2J", "\\x9b2J"),
        ("\r\x07\x7f\0\t", "\\r\\x07\\x7f\\x00\\t"),
        ("\u202e\u200b\u2028", "\\u202e\\u200b\\u2028"),
        ("\ud800", "\\ud800"),
        ("two\nlines", "two\nlines"),
    ],
)
def test_escapes_what_a_terminal_might_obey(given: str, shown: str) -> None:
    assert escape(given) == shown


def test_a_line_stays_one() -> None:
    assert line("two\nlines").plain == "two\\nlines"


def test_indented_text_keeps_its_margin_when_it_wraps() -> None:
    console = Console(width=12)
    with console.capture() as capture:
        console.print(indented("one two three\n\nfour\n\n"))
    lines = [text.rstrip() for text in capture.get().splitlines()]
    assert lines == ["  one two", "  three", "", "  four"]


def test_markup_is_text() -> None:
    console = Console(width=80)
    with console.capture() as capture:
        console.print(line("[bold]x[/bold] [/] :smile:"))
    assert capture.get() == "[bold]x[/bold] [/] :smile:\n"


def test_json_is_ascii(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"text": "\x9b\x7f"})
    assert capsys.readouterr().out == '{\n  "text": "\\u009b\\u007f"\n}\n'
