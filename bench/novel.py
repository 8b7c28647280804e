"""Submissions that bring a program which nobody has compiled before."""

from itertools import count

from bench.plan import BenchError
from graders.bank import fresh_seed
from graders.problem import Problem

_EXAMPLE = "accepted/jitted_forward.py"
_FORWARD = "return model(x)"
_NAME = "forward"


class NovelSources:
    """Variants of an example that compiles its forward pass, no two with the same program.

    The function has a name of its own, and adds zero times a number of its own to the output: for
    floats XLA can't leave that out, as zero times infinity would not be zero.
    """

    def __init__(self, problem: Problem) -> None:
        """Find the example.

        Raises:
            BenchError: the problem has none that can be varied.
        """
        sources = [example.source for example in problem.submissions if example.name == _EXAMPLE]
        if not sources or sources[0].count(_FORWARD) != 1:
            raise BenchError(f"{problem.name} has no example {_EXAMPLE} with one line {_FORWARD!r}")
        self._source = sources[0]
        # Not those of an earlier run, whose programs some cache may still have; and few enough that
        # float32 tells one from the next.
        self._numbers = count(fresh_seed() % 4000 * 1000)

    def next(self) -> str:
        """A source that was never submitted before."""
        number = next(self._numbers)
        added = f"{_FORWARD} + 0.0 * x.sum() * {number}.5"
        return self._source.replace(_FORWARD, added).replace(_NAME, f"{_NAME}_{number}")
