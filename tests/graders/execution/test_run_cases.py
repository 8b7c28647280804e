"""What a run is said to have taken."""

from collections.abc import Iterable, Iterator

from graders.core.values import number
from graders.core.verdict import Visibility
from graders.execution.run_cases import Execution, Taken, execute
from graders.sandbox.outcomes import Call
from tests.graders.scripted import SPEC, a_case


class CountingRun:
    """Takes a millisecond and a mebibyte for each call."""

    def __init__(self) -> None:
        self.time_ms = self.cpu_ms = self.memory_mb = 0.0

    def load(self, *_: object, **__: object) -> tuple[None, str, str]:
        return None, "", ""

    def calls(self, calls: Iterable[object]) -> Iterator[Call]:
        for _ in calls:
            self.time_ms += 1
            self.cpu_ms += 1
            self.memory_mb += 1
            yield Call(number(1.0), 1.0, 1.0, "", "")

    def note_no_more(self) -> None:
        """Note nothing."""


def executed(*visibilities: Visibility) -> Execution:
    cases = [a_case(visibility=visibility) for visibility in visibilities]
    execution = execute(CountingRun(), SPEC, "", cases)  # type: ignore[arg-type]
    assert len(execution.calls) == len(cases)
    return execution


def test_all_may_be_told_of_a_run_without_secret_cases() -> None:
    execution = executed("sample", "sample")
    assert execution.taken == execution.taken_before_secrets == Taken(2, 2, 2)


def test_what_secret_cases_take_is_not_to_be_told() -> None:
    execution = executed("sample", "hidden", "hidden")
    assert execution.taken == Taken(3, 3, 3)
    assert execution.taken_before_secrets == Taken(1, 1, 1)
