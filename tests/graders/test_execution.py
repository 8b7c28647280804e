"""What a run is said to have taken."""

from collections.abc import Iterable, Iterator
from typing import Any

from graders.execution import execute
from graders.sandbox.outcomes import Call
from graders.values import number
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


def taken(*visibilities: Any) -> tuple[float, float, float]:
    cases = [a_case(visibility=visibility) for visibility in visibilities]
    execution = execute(CountingRun(), SPEC, "", cases)  # type: ignore[arg-type]
    assert len(execution.calls) == len(cases)
    return execution.time_ms, execution.cpu_ms, execution.memory_mb


def test_all_of_a_run_without_secret_cases() -> None:
    assert taken("sample", "sample") == (2, 2, 2)


def test_until_the_first_secret_case() -> None:
    assert taken("sample", "hidden", "hidden") == (1, 1, 1)
