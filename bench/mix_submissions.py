"""The mix: submissions as different learners write them, with the verdict that each must get.

They lie in `bench/mix/PROBLEM/VERDICT/*.py`. None is an example of its problem's package: some make
a mistake that the package knows, and many make one that it does not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.plan import BenchError
from graders.core.verdict import Outcome
from graders.problem.package import Problem

MIX = Path(__file__).parent / "mix"


@dataclass(frozen=True, slots=True)
class KnownSubmission:
    """A submission whose verdict is known. `name` tells it from others where it is not as known."""

    name: str
    problem: str
    expected: Outcome
    source: str

    @property
    def is_stopped(self) -> bool:
        """Whether it runs until a time limit stops it."""
        return self.expected is Outcome.TIME_LIMIT_EXCEEDED

    def require_expected(self, document: Mapping[str, Any]) -> None:
        """Make sure that it got its verdict.

        Raises:
            BenchError: it got another one, or none.
        """
        if document.get("verdict") != self.expected.value:
            got = document.get("verdict") or document.get("detail") or document.get("status")
            message = str(document.get("message"))[:300]
            raise BenchError(
                f"{self.name} must be judged {self.expected.value}, and got {got}: {message}"
            )


def load_mix(folder: Path) -> tuple[KnownSubmission, ...]:
    """All submissions in a folder of the layout above, ordered by name."""
    return tuple(
        KnownSubmission(
            name=str(path.relative_to(folder)),
            problem=path.parts[-3],
            expected=Outcome(path.parts[-2]),
            source=path.read_text(),
        )
        for path in sorted(folder.glob("*/*/*.py"))
    )


def mix_for(problems: Mapping[str, Problem]) -> tuple[KnownSubmission, ...]:
    """The mix to these problems; the examples in their packages where there is none."""
    written = tuple(each for each in load_mix(MIX) if each.problem in problems)
    return written or tuple(
        KnownSubmission(
            f"{problem.name}/{example.name}", problem.name, example.expected, example.source
        )
        for problem in problems.values()
        for example in problem.submissions
    )
