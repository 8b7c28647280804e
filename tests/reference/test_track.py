"""The track that ships, and what the problems on it teach."""

import pytest

from graders.problem.package import Problem, load_problems
from graders.problem.track import load_track
from tests.graders.conftest import REFERENCE

PROBLEMS = load_problems(REFERENCE)


def test_every_problem_has_a_place_in_it() -> None:
    track = load_track(REFERENCE)
    assert track is not None
    assert PROBLEMS.keys() - track.chapter_of_each.keys() == set()


@pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)
def test_each_has_hints_and_an_editorial(problem: Problem) -> None:
    assert len(problem.hints) in (2, 3)
    assert problem.editorial
    # The reference is shown below the editorial, and no part of it in the hints.
    functions = [line for line in problem.solution.splitlines() if line.lstrip().startswith("def ")]
    assert functions
    assert not [line for line in functions if any(line.strip() in hint for hint in problem.hints)]
