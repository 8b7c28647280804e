"""The list of reasons, which sites translate by, and what they say."""

import inspect
import re
from pathlib import Path

import pytest

from graders.core.reasons.every import REASONS
from graders.core.reasons.judging import CaseFailed, DemandNotMet
from graders.core.reasons.reason import Because
from graders.core.reasons.running import ExceptionRaised, ProcessEnded
from graders.core.verdict import Outcome, Verdict

API = Path(__file__).parents[3] / "docs/api.md"
ROW = re.compile(r"^\| `(\w+)` \| (.*?) \| (.*?) \|$", re.MULTILINE)


def test_the_docs_and_the_code_name_the_same_reasons_and_parameters() -> None:
    section = API.read_text().partition("\n### Reasons\n")[2].partition("\n### ")[0]
    documented = {name: (parameters, when) for name, parameters, when in ROW.findall(section)}

    assert documented == {
        name: (
            ", ".join(f"`{each}`" for each in reason.parameter_names()),
            " ".join((inspect.getdoc(reason) or "").split()).removesuffix("."),
        )
        for name, reason in REASONS.items()
    }


@pytest.mark.parametrize("name", REASONS)
def test_a_name_is_snake_case(name: str) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", name)


def test_the_whole_has_the_reason_of_its_part() -> None:
    part = ExceptionRaised("ValueError", "no")
    because = Because(part.sentence, part.name, part.parameters)

    assert CaseFailed(2, 5, "sample 1", because).told == {
        "message": "2 of 5 cases passed. sample 1: It raised ValueError: no",
        "reason": "case_failed",
        "parameters": {
            "passed": 2,
            "total": 5,
            "case": "sample 1",
            "because": {
                "reason": "exception_raised",
                "parameters": {"type": "ValueError", "message": "no"},
            },
        },
    }
    assert DemandNotMet("no loops", because).sentence == (
        "The outputs are right, but 'no loops' is not met. It raised ValueError: no"
    )


def test_what_is_withheld_is_null_and_in_no_sentence() -> None:
    assert ExceptionRaised().told["parameters"] == {"type": None, "message": None}
    assert ExceptionRaised().sentence == "It raised an exception."
    assert ProcessEnded(None).sentence == "The process ended before it returned."


def test_a_verdict_of_an_earlier_version_has_no_reason() -> None:
    stored = {
        "id": "1",
        "problem": "double",
        "revision": "0",
        "seed": 1,
        "verdict": "accepted",
        "message": "All 1 cases passed.",
        "passed": 1,
        "total": 1,
        "score": 1.0,
        "cases": [
            {"name": "a", "visibility": "sample", "verdict": "accepted", "message": ""},
        ],
        "environment": {"python": "3", "jax": "0", "flax": "0", "sandbox": []},
    }

    verdict = Verdict.model_validate(stored)

    assert verdict.verdict is Outcome.ACCEPTED
    assert (verdict.reason, verdict.parameters) == (None, {})
    assert (verdict.cases[0].reason, verdict.cases[0].parameters) == (None, {})
