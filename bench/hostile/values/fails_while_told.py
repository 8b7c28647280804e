"""Success: an exception that fails where it is told of ends the harness, or fails the judge.
verdict: runtime_error
"""


class FailingError(Exception):
    def __str__(self) -> str:
        raise RecursionError(self)

    __repr__ = __str__


def attack(number: float) -> float:
    raise FailingError from FailingError()
