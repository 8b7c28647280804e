from rich.console import Console, RenderableType

from app.cli.verdict_view import review_view, verdict_view
from graders.core.verdict import (
    Comparison,
    ErrorReport,
    FailingInput,
    Hint,
    Outcome,
    Remark,
    Verdict,
)
from tests.app.cli.verdicts import case, verdict


def _shown(given: Verdict) -> str:
    return _printed(verdict_view(given))


def _reviewed(given: Verdict) -> str:
    return _printed(review_view(given))


def _printed(view: RenderableType) -> str:
    console = Console(width=100, markup=False, emoji=False, highlight=False)
    with console.capture() as capture:
        console.print(view, end="")
    return "\n".join(text.rstrip() for text in capture.get().splitlines())


def test_shows_each_case_with_its_error() -> None:
    close = Comparison(kind="equal", path="", max_abs_error=1.25e-7, atol=0, rtol=0)
    far = Comparison(kind="values", path="", max_abs_error=float("inf"), atol=0, rtol=0)
    shape = Comparison(kind="shape", path="", atol=0, rtol=0)
    shown = _shown(
        verdict(
            Outcome.WRONG_ANSWER,
            case("one", Outcome.ACCEPTED, comparison=close),
            case("two", Outcome.WRONG_ANSWER, "Too far off.", comparison=far),
            case("three", Outcome.WRONG_ANSWER, "Another shape.", comparison=shape),
            case("four", Outcome.SKIPPED, "Not run."),
        )
    )
    rows = [row.split() for row in shown.splitlines()]
    assert ["one", "accepted", "1.5", "ms", "1.2e-07"] in rows
    assert ["two", "wrong_answer", "1.5", "ms", "inf"] in rows
    assert ["three", "wrong_answer", "1.5", "ms", "shape"] in rows
    assert ["four", "skipped"] in rows
    assert "two\n  Too far off.\n" in shown
    assert "Not run." not in shown
    assert "wrong_answer  1 of 4 cases, score 0.25, 0 ms, 0 MiB, seed 7, revision abc" in shown


def test_tells_the_same_mistake_once() -> None:
    error = ErrorReport(type="ValueError", message="no", line=3, source_line="raise ValueError")
    other = error.model_copy(update={"line": 4})
    shown = _shown(
        verdict(
            Outcome.RUNTIME_ERROR,
            case("one", Outcome.RUNTIME_ERROR, "It raised.", error=error),
            case("two", Outcome.RUNTIME_ERROR, "It raised.", error=other),
            case("three", Outcome.RUNTIME_ERROR, "It raised.", error=error),
        )
    )
    assert "\none, three\n  It raised.\n  line 3: raise ValueError\n" in shown
    assert "\ntwo\n  It raised.\n  line 4: raise ValueError\n" in shown


def test_a_file_that_could_not_be_loaded_has_no_table() -> None:
    error = ErrorReport(type="SyntaxError", message="bad", line=2, source_line="def")
    shown = _shown(
        verdict(
            Outcome.COMPILE_ERROR,
            case("one", Outcome.SKIPPED),
            message="The file is not valid Python.",
            error=error,
        )
    )
    assert shown.startswith("The file is not valid Python.\n  SyntaxError: bad\n  line 2: def\n")
    assert "skipped" not in shown


def test_names_the_mistake_before_the_messages() -> None:
    shown = _shown(
        verdict(
            Outcome.WRONG_ANSWER,
            case("one", Outcome.WRONG_ANSWER, "Too far off."),
            hints=(
                Hint(mistake="forgot_bias", text="Copy the bias.", cases=("one",)),
                Hint(
                    mistake="no_copy",
                    also=("wrong_way",),
                    title="Nothing is copied",
                    text="Copy to big.",
                    cases=("one",),
                ),
            ),
        )
    )
    assert (
        "\nIt looks like this mistake: Forgot bias\n  Copy the bias.\n"
        "\nIt looks like this mistake: Nothing is copied\n  Copy to big.\n"
        "\none\n  Too far off.\n"
    ) in shown


def test_names_the_mistake_of_a_file_that_could_not_be_loaded() -> None:
    error = ErrorReport(type="ImportError", message="no torch", line=1, source_line="import torch")
    shown = _shown(
        verdict(
            Outcome.RUNTIME_ERROR,
            case("one", Outcome.SKIPPED),
            message="It raised.",
            error=error,
            hints=(Hint(mistake="torch", text="Use jax.", cases=()),),
        )
    )
    assert "line 1: import torch\n\nIt looks like this mistake: Torch\n  Use jax.\n" in shown


def test_nothing_of_a_submission_reaches_the_terminal_as_it_is() -> None:
    evil = "\x1b[2J[bold]\x9b[/]"
    error = ErrorReport(type=evil, message=evil, line=1, source_line=evil)
    shown = _shown(
        verdict(
            Outcome.RUNTIME_ERROR,
            case(evil, Outcome.RUNTIME_ERROR, evil, error=error, stdout=evil, stderr=evil),
        )
    )
    # Name and type in the table; name, message and line below it; name and text of both streams.
    assert shown.count("\\x1b[2J[bold]\\x9b[/]") == 2 + 3 + 2 * 2
    assert "\x1b" not in shown
    assert "\x9b" not in shown


def test_a_review_shows_the_smallest_input_and_the_remarks() -> None:
    array = {"dtype": "float32", "shape": [2], "values": [0.0, "NaN"]}
    large = {"dtype": "int8", "shape": [5000]}
    shown = _reviewed(
        verdict(
            Outcome.WRONG_ANSWER,
            smallest=FailingInput(
                arguments={"seed": 1.0, "x": array, "tree": {"a": large}},
                probe="nonzero_bias_init",
                verdict=Outcome.WRONG_ANSWER,
                message="Too far off.",
                expected={"y": array},
                got=2.5,
            ),
            remarks=(
                Remark(kind="deprecated_api", text="It uses it.", line=3),
                Remark(kind="numpy_output", text="It returns it."),
            ),
        )
    )
    assert shown.splitlines() == [
        "",
        "smallest failing input",
        "  seed = 1.0",
        '  x = array([0.0, "NaN"], float32)',
        "  tree = {a: array(int8[5000])}",
        "  with the probe nonzero_bias_init",
        '  expected: {y: array([0.0, "NaN"], float32)}',
        "  got: 2.5",
        "  Too far off.",
        "",
        "remarks",
        "  deprecated_api: line 3: It uses it.",
        "  numpy_output: It returns it.",
    ]


def test_an_exception_on_the_smallest_input_has_no_output() -> None:
    shown = _reviewed(
        verdict(
            Outcome.RUNTIME_ERROR,
            smallest=FailingInput(
                arguments={},
                verdict=Outcome.RUNTIME_ERROR,
                message="It raised.",
                expected=1.0,
                error=ErrorReport(type="ValueError", message="no"),
            ),
        )
    )
    assert shown.splitlines() == ["", "smallest failing input", "  expected: 1.0", "  It raised."]


def test_a_review_that_found_nothing_shows_nothing() -> None:
    assert _reviewed(verdict(Outcome.ACCEPTED)) == ""


def test_a_review_is_escaped() -> None:
    evil = "\x1b[2J"
    shown = _reviewed(
        verdict(
            Outcome.WRONG_ANSWER,
            smallest=FailingInput(
                arguments={"x": evil},
                verdict=Outcome.WRONG_ANSWER,
                message=evil,
                expected={evil: 1.0},
                got=evil,
            ),
            remarks=(Remark(kind="deprecated_api", text=evil),),
        )
    )
    assert "\x1b" not in shown
    # In the message, the remark and a name as they are; in values as JSON.
    assert shown.count("\\x1b[2J") == 3
    assert shown.count("\\u001b[2J") == 2
