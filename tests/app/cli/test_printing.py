import pytest
from rich.console import Console

from app.cli.printing import escape, indented, line, print_json, table


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


def test_a_table_that_is_too_wide_becomes_a_list() -> None:
    rows = table("case", "verdict", "time", "error")
    rows.add_row(line("sample"), "memory_limit_exceeded", "12.5 ms", line("Out of memory"))
    rows.add_row(line("random[1]"), "accepted", "", "")
    shown = {}
    for width in (40, 80):
        console = Console(width=width)
        with console.capture() as capture:
            console.print(rows)
        shown[width] = [text.rstrip() for text in capture.get().splitlines()]
    assert shown[40] == [
        "sample",
        "  verdict: memory_limit_exceeded",
        "  time: 12.5 ms",
        "  error: Out of memory",
        "random[1]",
        "  verdict: accepted",
    ]
    [row] = [text for text in shown[80] if "sample" in text]
    assert row.endswith("Out of memory")


def test_json_is_ascii(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"text": "\x9b\x7f"})
    assert capsys.readouterr().out == '{\n  "text": "\\u009b\\u007f"\n}\n'
