import ast
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest

from bench.mix_submissions import MIX, KnownSubmission, load_mix, mix_for
from bench.plan import BenchError
from graders.core.verdict import Outcome
from graders.judge import Judge
from graders.problem.package import load_problem
from tests.graders.packages import with_few_shapes

REFERENCE = Path(__file__).parents[2] / "reference"


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    # Each problem is judged once: to warm it afterwards would serve nobody.
    with Judge([REFERENCE], keep_warm=False) as judge:
        yield judge


class TestMix:
    def test_has_what_learners_hand_in(self) -> None:
        mix = load_mix(MIX)
        verdicts = Counter(each.expected for each in mix)
        assert len(mix) >= 80
        assert len({each.problem for each in mix}) >= 4
        assert 0.3 < verdicts[Outcome.ACCEPTED] / len(mix) < 0.4
        assert 0.4 < verdicts[Outcome.WRONG_ANSWER] / len(mix) < 0.55
        assert 0 < verdicts[Outcome.TIME_LIMIT_EXCEEDED] <= 3

    def test_is_for_problems_that_there_are_and_no_example_of_theirs(self) -> None:
        for name, submissions in groupby(load_mix(MIX), lambda each: each.problem):
            problem = load_problem(REFERENCE / name)
            sources = {example.source for example in problem.submissions} | {problem.solution}
            for each in submissions:
                assert each.source not in sources, each.name
                if each.expected is not Outcome.COMPILE_ERROR:
                    assert problem.harness.defines[0] in each.source, each.name

    def test_no_two_are_alike(self) -> None:
        trees = [
            ast.dump(ast.parse(each.source))
            for each in load_mix(MIX)
            if each.expected is not Outcome.COMPILE_ERROR
        ]
        assert len(set(trees)) == len(trees)

    @pytest.mark.parametrize(
        "name",
        [
            "add_layer_warm_start/compile_error/unfinished.py",
            "mlp_with_nnx_list/accepted/recursive.py",
            "zero_layer_by_surgery/accepted/deepcopy_first.py",
        ],
    )
    # All of them only in the bench itself: to name mistakes takes minutes where nothing is warm.
    @pytest.mark.timeout(300)
    def test_gets_the_verdicts_that_it_names(self, judge: Judge, name: str) -> None:
        [submission] = [each for each in load_mix(MIX) if each.name == name]
        problem = with_few_shapes(load_problem(REFERENCE / submission.problem), most=1)
        verdict = judge.grade(problem, submission.source, seed=1)
        submission.require_expected(verdict.model_dump(mode="json"))

    def test_another_verdict_ends_the_run(self) -> None:
        right = KnownSubmission("p/accepted/right.py", "p", Outcome.ACCEPTED, "")
        with pytest.raises(BenchError, match=r"right\.py must be judged accepted"):
            right.require_expected({"verdict": "wrong_answer", "message": "1 of 2"})

    def test_other_problems_have_their_examples_for_a_mix(self) -> None:
        problem = load_problem(REFERENCE / "dropout_with_given_rngs")
        mix = mix_for({problem.name: problem})
        assert [each.source for each in mix] == [each.source for each in problem.submissions]
