"""A judge with many problems in use, for its memory to be looked at.

Started as `python -m bench.loaded FOLDER`: has every problem in FOLDER in use at once, waits until
the judge has made warm as many as its budget of memory lets it, submits to each of those once, says
how many they are, and stays until its stdin is closed.
"""

import sys
from pathlib import Path

from graders.judge import Judge
from graders.problem import load_problems

_WARM_TIMEOUT_S = 900


def main(folder: Path) -> None:
    """Load, warm, submit, and wait."""
    problems = load_problems(folder)
    with Judge([folder]) as judge:
        for problem in problems.values():
            judge.warm(problem)
        judge.wait_until_warm(_WARM_TIMEOUT_S)
        for problem in problems.values():
            if judge.warmth(problem) == "warm":
                judge.grade(problem, problem.solution)
        judge.wait_until_warm(_WARM_TIMEOUT_S)
        print(sum(judge.warmth(problem) == "warm" for problem in problems.values()), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
