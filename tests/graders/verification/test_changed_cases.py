from dataclasses import replace

from graders.core.verdict import CaseVerdict, Environment, Outcome, Verdict
from graders.problem.cases import draw_cases, names_in_order
from graders.problem.package import Problem
from graders.problem.spec import ProblemSpec
from graders.verification.changed_cases import ChangedCases, Judged
from tests.graders.verification.made import PROBLEM

RIGHT, WRONG, SKIPPED = Outcome.ACCEPTED, Outcome.WRONG_ANSWER, Outcome.SKIPPED
SLOW = Outcome.TIME_LIMIT_EXCEEDED
SPEC = ProblemSpec.model_validate(
    {
        "name": "f",
        "title": "F",
        "difficulty": "easy",
        "entry_point": {"function": "f", "parameters": ["x"]},
        "cases": [
            {"name": "secret", "arguments": {"x": 1.0}},
            {"name": "sample", "visibility": "sample", "arguments": {"x": 2.0}},
            {"name": "added", "visibility": "sample", "arguments": {"x": 3.0}},
        ],
        "generators": [
            {"name": "drawn", "count": 2, "arguments": {"x": {"distribution": "normal"}}}
        ],
        "demands": [{"name": "uses jnp", "uses": ["jax.numpy"]}],
    }
)
DEMAND = "uses jnp"
NAMES = ("sample", "drawn 1", "drawn 2", "secret", DEMAND)


class Judge:
    """Ends every submission with the outcome that it has for each case."""

    def __init__(self, **outcomes: Outcome) -> None:
        self.outcomes = outcomes
        self.tried: list[list[str]] = []

    def grade(self, problem: Problem, source: str, *, seed: int | None = None) -> Verdict:
        assert source == "source"
        names = names_in_order(problem.spec)
        self.tried.append([*names, *(each.name for each in problem.spec.all_demands)])
        cases = tuple(
            CaseVerdict(
                name=name,
                visibility="sample",
                verdict=self.outcomes.get(name, RIGHT),
                message="",
            )
            for name in names
        )
        failed = [case.verdict for case in cases if case.verdict is not RIGHT]
        return Verdict(
            id="",
            problem=problem.name,
            revision=problem.revision,
            seed=seed or 0,
            verdict=failed[0] if failed else RIGHT,
            message="",
            passed=0,
            total=0,
            score=0.0,
            cases=cases,
            environment=Environment(python="", jax="", flax="", sandbox=()),
        )


def outcome(judge: Judge, changed: str, *results: Outcome, judged: Outcome = WRONG) -> Outcome:
    """How a submission ends that had these results, by `NAMES`, before `changed` was changed."""
    problem = replace(PROBLEM, spec=SPEC)
    known = dict(zip(NAMES, results, strict=True))
    return ChangedCases(problem, [changed]).outcome(judge, Judged("source", 7, judged, known))


def test_names_stand_in_the_order_of_the_cases() -> None:
    assert names_in_order(SPEC) == [case.name for case in draw_cases(SPEC, 1)]


def test_an_accepted_one_is_tried_on_the_added_case_alone() -> None:
    judge = Judge(added=SLOW)
    assert outcome(judge, "added", RIGHT, RIGHT, RIGHT, RIGHT, RIGHT) is SLOW
    assert judge.tried == [["added"]]
    assert outcome(Judge(), "added", RIGHT, RIGHT, RIGHT, RIGHT, RIGHT) is RIGHT


def test_one_that_fails_before_the_added_case_is_not_tried() -> None:
    judge = Judge(added=SLOW)
    assert outcome(judge, "added", WRONG, RIGHT, RIGHT, RIGHT, RIGHT) is WRONG
    assert judge.tried == []


def test_one_that_fails_after_it_ends_as_the_first_failure() -> None:
    assert outcome(Judge(added=SLOW), "added", RIGHT, RIGHT, RIGHT, WRONG, RIGHT) is SLOW
    assert outcome(Judge(), "added", RIGHT, RIGHT, RIGHT, WRONG, RIGHT) is WRONG


def test_what_did_not_run_before_is_run_on_all_cases() -> None:
    """It ended at the case that is changed, and what would have come after is not known."""
    judge = Judge(secret=WRONG)
    assert outcome(judge, "sample", SLOW, SKIPPED, SKIPPED, SKIPPED, SKIPPED, judged=SLOW) is WRONG
    assert len(judge.tried) == 2
    assert DEMAND in judge.tried[-1]


def test_a_demand_that_is_not_met_stays_so() -> None:
    assert outcome(Judge(), "added", RIGHT, RIGHT, RIGHT, RIGHT, WRONG) is WRONG


def test_what_could_not_be_loaded_is_not_tried() -> None:
    judge = Judge()
    skipped = (SKIPPED,) * len(NAMES)
    error = Outcome.COMPILE_ERROR
    assert outcome(judge, "added", *skipped, judged=error) is error
    assert judge.tried == []


def test_where_nothing_is_known_it_runs_on_all_cases() -> None:
    judge = Judge(secret=WRONG)
    problem = replace(PROBLEM, spec=SPEC)
    judged = Judged("source", 7, RIGHT, None)
    assert ChangedCases(problem, ["added"]).outcome(judge, judged) is WRONG
    assert len(judge.tried) == 1


def test_a_failure_of_the_judge_is_none_of_the_submission() -> None:
    judge = Judge(added=Outcome.JUDGE_ERROR)
    assert outcome(judge, "added", RIGHT, RIGHT, RIGHT, RIGHT, RIGHT) is Outcome.JUDGE_ERROR
