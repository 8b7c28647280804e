from pathlib import Path

import pytest

from graders.core.verdict import Outcome
from graders.judge import Judge
from graders.verification.problem_faults import Fault
from tests.graders.packages import case, package
from tests.graders.processes import eventually

IDENTITY = "def f(x):\n    return x\n"
GENERATOR = {"name": "made", "count": 2}


def test_a_sound_problem(judge: Judge, tmp_path: Path) -> None:
    problem = package(
        tmp_path,
        IDENTITY,
        files={
            "generator.py": "def generate(seed, index): return {'x': float(seed)}",
            "validator.py": "def validate(x):\n    assert x >= 0, 'x is negative'\n",
        },
        python_generators=[GENERATOR],
    )
    assert judge.find_faults(problem, 1) == ()


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("def warm_up(x): return 1 / x", "on none: ZeroDivisionError in line 1: "),
        ("def warm_up(x) return x", "when it is loaded: SyntaxError in line 1: "),
        ("import os\ndef warm_up(x): os._exit(1)", "on one: it was stopped: ProcessEndedError"),
    ],
)
def test_a_warm_up_that_fails(judge: Judge, tmp_path: Path, source: str, said: str) -> None:
    cases = [case("one", x=1.0), case("none", x=0.0)]
    problem = package(tmp_path, IDENTITY, cases=cases, files={"warm_up.py": source})
    judge.warm(problem)
    [fault] = judge.find_faults(problem, 1)
    assert (fault.file, fault.subject) == (
        "warm_up.py",
        "nothing can be made ready for submissions",
    )
    assert fault.reason.startswith(said)


def test_judging_alone_shows_that_a_warm_up_fails(tmp_path: Path) -> None:
    problem = package(tmp_path, IDENTITY, files={"warm_up.py": "def warm_up(x): return x.y"})
    with Judge() as judge:
        assert judge.find_faults(problem, 1) == ()
        assert judge.grade(problem, IDENTITY, seed=1).verdict is Outcome.ACCEPTED
        # It is warmed up beside that.
        assert eventually(lambda: judge.find_faults(problem, 1) != ())
        [fault] = judge.find_faults(problem, 1)
    assert "AttributeError in line 1" in fault.reason


def test_a_warm_up_that_works(judge: Judge, tmp_path: Path) -> None:
    problem = package(tmp_path, IDENTITY, files={"warm_up.py": "def warm_up(x): return x"})
    judge.warm(problem)
    assert judge.find_faults(problem, 1) == ()
    assert judge.warmth(problem) == "warm"


def test_the_validator_refuses_given_and_made_cases(judge: Judge, tmp_path: Path) -> None:
    problem = package(
        tmp_path,
        IDENTITY,
        cases=[case("good", x=1.0), case("bad", x=-2.0)],
        files={
            "generator.py": "def generate(seed, index): return {'x': -index}",
            "validator.py": (
                "def validate(x):\n    if x < 0:\n        raise ValueError(f'x is {x}')\n"
            ),
        },
        python_generators=[GENERATOR],
    )
    assert judge.find_faults(problem, 1) == (
        Fault("validator.py", "bad", "ValueError: x is -2.0"),
        Fault("validator.py", "made 2", "ValueError: x is -1"),
    )


def test_a_validator_that_answers_instead_of_raising(judge: Judge, tmp_path: Path) -> None:
    problem = package(tmp_path, IDENTITY, files={"validator.py": "def validate(x): return x < 0"})
    assert judge.find_faults(problem, 1) == (
        Fault(
            "validator.py", "sample", "validate returned something: it must raise, or return None"
        ),
    )


def test_a_generator_that_does_not_go_by_its_seed(judge: Judge, tmp_path: Path) -> None:
    source = "import os\ndef generate(seed, index): return {'x': os.urandom(4).hex() * index}\n"
    problem = package(
        tmp_path, IDENTITY, files={"generator.py": source}, python_generators=[GENERATOR]
    )
    [fault] = judge.find_faults(problem, 1)
    assert (fault.file, fault.subject) == ("generator.py", "made 2")
    assert fault.reason.startswith("its arguments differ from one run to the next")


def test_files_that_do_not_load(judge: Judge, tmp_path: Path) -> None:
    problem = package(tmp_path, IDENTITY, files={"validator.py": "def validate("})
    assert judge.find_faults(problem, 1) == (
        Fault("validator.py", "the file", "The file is not valid Python."),
    )
