"""Mistakes as learners make them, each in a style of its own, and the hints that they get.

`mistakes/NAME/*.py` make the mistake of the problem's example NAME, though nothing but its hint was
known to whoever wrote most of them. `mistakes/unknown/*.py` make mistakes of which there is no
example, or several at once; where the form of the output shows one, that is named.
"""

from pathlib import Path

import pytest

from graders.core.verdict import Outcome
from graders.judge import Judge
from graders.problem.examples import HINTED
from graders.problem.package import Problem
from tests.graders.conftest import REFERENCE

MISTAKES = Path(__file__).parent / "mistakes"
SOURCES = {
    path.relative_to(MISTAKES).with_suffix("").as_posix(): path.read_text()
    for path in sorted(MISTAKES.rglob("*.py"))
}
EXAMPLES = {
    path.stem: path.read_text()
    for outcome in HINTED
    for path in sorted((REFERENCE / "add_layer_warm_start" / "submissions" / outcome).glob("*.py"))
}
OF_FORM = {
    "unknown/batch_axis_and_activations": ["batch_axis_added"],
    "unknown/model_returned": ["module_returned"],
    "unknown/nothing_returned": ["nothing_returned"],
}
SEED = 20


def hint(problem: Problem, mistake: str) -> str | None:
    [text] = [
        example.hint
        for example in problem.submissions
        if example.mistake == mistake and example.expected in HINTED
    ]
    return text


@pytest.mark.parametrize("mistake", EXAMPLES)
def test_an_example_is_named(warm_judge: Judge, few_shapes: Problem, mistake: str) -> None:
    hints = warm_judge.grade(few_shapes, EXAMPLES[mistake], seed=SEED).hints
    assert mistake in [name for each in hints for name in each.mistakes]
    assert [each.text for each in hints] == [hint(few_shapes, mistake)]


@pytest.mark.parametrize("name", [name for name in SOURCES if not name.startswith("unknown/")])
def test_the_same_mistake_in_another_style_is_named(
    warm_judge: Judge, few_shapes: Problem, name: str
) -> None:
    hints = warm_judge.grade(few_shapes, SOURCES[name], seed=SEED).hints
    assert [each.text for each in hints] == [hint(few_shapes, name.split("/")[0])]


@pytest.mark.parametrize("name", [name for name in SOURCES if name.startswith("unknown/")])
def test_another_mistake_is_named_by_its_form_or_not_at_all(
    warm_judge: Judge, few_shapes: Problem, name: str
) -> None:
    verdict = warm_judge.grade(few_shapes, SOURCES[name], seed=SEED)
    assert verdict.verdict in (Outcome.WRONG_ANSWER, Outcome.RUNTIME_ERROR)
    assert [each.mistake for each in verdict.hints] == OF_FORM.get(name, [])


@pytest.mark.parametrize("name", ["kernel_value", "split_merge"])
def test_what_is_right_gets_no_hint(warm_judge: Judge, few_shapes: Problem, name: str) -> None:
    [source] = [e.source for e in few_shapes.submissions if e.name == f"accepted/{name}.py"]
    verdict = warm_judge.grade(few_shapes, source, seed=SEED)
    assert (verdict.verdict, verdict.hints) == (Outcome.ACCEPTED, ())
