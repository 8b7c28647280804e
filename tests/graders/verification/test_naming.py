from graders.core.verdict import Hint, Outcome
from graders.problem.examples import ExampleSubmission
from graders.verification.examples import ExampleResult
from graders.verification.naming import not_told_apart
from tests.app.cli.verdicts import verdict


def _result(name: str, *hints: list[str]) -> ExampleResult:
    """What an example is told: of each hint the mistakes that it is for."""
    told = tuple(
        Hint(mistake=first, also=tuple(others), text=f"A hint for {first}.", cases=())
        for first, *others in hints
    )
    example = ExampleSubmission(
        f"wrong_answer/{name}.py", Outcome.WRONG_ANSWER, "", "A title", "A hint."
    )
    return ExampleResult(example, verdict(Outcome.WRONG_ANSWER, hints=told))


def test_a_group_is_told_once() -> None:
    results = [_result("a", ["a", "b"]), _result("b", ["a", "b"]), _result("c", ["c"])]
    [group] = not_told_apart(results)
    assert group.mistakes == ("a", "b")
    assert group.same_hint


def test_hints_that_differ_make_a_difference() -> None:
    [group] = not_told_apart([_result("a", ["a"], ["b"])])
    assert group.mistakes == ("a", "b")
    assert not group.same_hint
