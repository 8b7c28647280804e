"""A verdict as a notebook shows it: what it quotes was written by people that nobody trusts."""

from html.parser import HTMLParser
from typing import Any

import pytest

from nnx_judge_client import FinishedSubmission
from nnx_judge_client.notebook import Checked
from tests.client.test_client import QUEUED

HOSTILE = "<script>alert(1)</script>\u202e\x1b[2J`&`"
ARRAY = {"dtype": "float32", "shape": [2, 2], "values": [[1.0, 0.1], [-2.0, 3e-9]]}
CASE: dict[str, Any] = {
    "name": "first",
    "visibility": "sample",
    "verdict": "accepted",
    "message": "",
    "parameters": {},
    "time_ms": 1.25,
}
WRONG = CASE | {
    "name": "second",
    "verdict": "wrong_answer",
    "message": "`[0]` is off.",
    "author_message": "Look at the sign.",
    "arguments": {"x": ARRAY, "factor": 2.0},
    "expected": {"scale": 1.5, "bias": ARRAY},
    "got": {"dtype": "int32", "shape": [900]},
    "stdout": "seen\n",
    "comparison": {
        "kind": "values",
        "path": "",
        "atol": 0.0,
        "rtol": 0.0,
        "worst": [{"path": "bias", "index": [0, 1], "got": 0.25, "expected": "nan"}],
    },
}
HIDDEN = CASE | {"name": "third", "visibility": "hidden", "verdict": "runtime_error"}
SKIPPED = CASE | {"name": "fourth", "verdict": "skipped", "time_ms": None}


def checked(source: str = "x = 1\n", **fields: Any) -> Checked:
    verdict = {
        "status": "finished",
        "finished_at": "2026-01-02T03:04:06Z",
        "revision": "r1",
        "seed": 7,
        "verdict": "wrong_answer",
        "message": "One case failed.",
        "parameters": {},
        "passed": 1,
        "total": 4,
        "score": 0.25,
        "cases": [CASE, WRONG, HIDDEN, SKIPPED],
        "time_ms": 1234.0,
        "environment": {"python": "3", "jax": "0", "flax": "0", "sandbox": []},
    }
    return Checked(FinishedSubmission.model_validate(QUEUED | verdict | fields), source)


class Page(HTMLParser):
    """What a browser would make of it: its tags with attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.shown: list[str] = []
        self.is_open: list[bool] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "details":
            self.is_open.append("open" in dict(attrs))

    def handle_data(self, data: str) -> None:
        if self.tags[-1] != "style" or not data.startswith("\n.nnx"):
            self.shown.append(data)


def test_the_page() -> None:
    page = Page(checked("import jax\n\nx = 1\n")._repr_html_())
    text = " ".join("".join(page.shown).split())
    assert "✗ Wrong answer 1 of 4 cases · score 0.25 · 1.2 s" in text
    assert "✓ Accepted first 1.2 ms" in text
    assert "✗ Wrong answer second" in text
    assert "float32 (2, 2) [[1.0, 0.1], [-2.0, 3e-09]]" in text
    assert "scale: 1.5" in text
    assert "int32 (900,), too many values to show" in text
    assert "bias[0, 1]nan0.25" in text
    assert "Look at the sign." in text
    assert "third hidden" in text
    assert "its values are not shown" in text
    assert "- Skipped fourth" in text
    assert "1 import jax 2 3 x = 1" in text
    # Of the cases, the first that failed; the file that was sent comes last.
    assert page.is_open == [False, True, False, False, False]


def test_the_text() -> None:
    shown = repr(checked())
    assert shown.startswith("✗ Wrong answer  1 of 4 cases · score 0.25 · 1.2 s\n")
    assert "✓ Accepted  first  1.2 ms\n✗ Wrong answer  second" in shown
    assert "  factor = 2.0\n" in shown
    assert "  Printed: seen\n" in shown
    assert shown.endswith("✗ Runtime error  third (hidden)  1.2 ms\n- Skipped  fourth")


def test_a_known_mistake_and_groups() -> None:
    hint = {
        "mistake": "forgot_bias",
        "title": "The bias is not copied",
        "text": "Copy `bias` too.",
        "cases": ["second"],
    }
    groups = [{"name": "numbers", "weight": 1.0, "score": 0.5, "missing": ["shapes"]}]
    both = checked(hints=[hint], groups=groups)
    for shown in ("".join(Page(both._repr_html_()).shown), repr(both)):
        assert "It looks like this mistake: The bias is not copied" in shown
        assert "One case failed." not in shown
        assert "numbers: 50 %" in shown
    assert "<code>bias</code>" in both._repr_html_()


def test_a_file_that_could_not_be_loaded() -> None:
    error = {"type": "SyntaxError", "message": "invalid syntax", "line": 3, "source_line": " x =="}
    failed = checked(verdict="compile_error", error=error, cases=[], message="It does not parse.")
    assert repr(failed).endswith("  SyntaxError: invalid syntax\n  line 3: x ==")
    assert "".join(Page(failed._repr_html_()).shown).count("SyntaxError: invalid syntax") == 1


@pytest.mark.parametrize("field", ["name", "message", "stdout", "stderr", "got", "expected"])
def test_a_hostile_case(field: str) -> None:
    harmless(checked(cases=[WRONG | {field: HOSTILE}]))


@pytest.mark.parametrize(
    "fields",
    [
        {"message": HOSTILE},
        {"verdict": HOSTILE},
        {"error": {"type": HOSTILE, "message": HOSTILE, "line": 1, "source_line": HOSTILE}},
        {"hints": [{"mistake": "m", "title": HOSTILE, "text": HOSTILE, "cases": []}]},
        {"groups": [{"name": HOSTILE, "weight": 1, "score": 1, "missing": [HOSTILE]}]},
        {"cases": [WRONG | {"arguments": {HOSTILE: {HOSTILE: HOSTILE}}}]},
        {"cases": [WRONG | {"got": {"dtype": HOSTILE, "shape": [HOSTILE], "values": [HOSTILE]}}]},
        {"source": HOSTILE},
    ],
)
def test_a_hostile_verdict(fields: dict[str, Any]) -> None:
    harmless(checked(**fields))


def harmless(shown: Checked) -> None:
    page, text = shown._repr_html_(), repr(shown)
    assert "script" not in Page(page).tags
    assert page.count("alert(1)") >= 1
    for raw in ("\u202e", "\x1b"):
        assert raw not in page
        assert raw not in text
