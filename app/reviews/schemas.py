"""Findings about a submission beyond its verdict."""

from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from graders.core.verdict import FailingInput, Outcome, Remark, Verdict

ReviewStatus = Literal["queued", "running", "finished", "failed"]

_EXAMPLE: dict[str, Any] = {
    "submission": "01a21314c6a07f2fa000eb4802e5632b",
    "status": "finished",
    "smallest": {
        "arguments": {"x": 1.0},
        "probe": None,
        "verdict": "wrong_answer",
        "message": "1 of 1 values is off by more than the tolerance; the largest error is about 1; "
        "it is 1 where 2 is expected.",
        "reason": "values_beyond_tolerance",
        "parameters": {
            "path": "",
            "largest_error": 1.0,
            "worst": "",
            "worst_got": 1.0,
            "worst_expected": 2.0,
            "mismatched": 1,
            "total": 1,
        },
        "expected": 2.0,
        "got": 1.0,
        "error": None,
        "comparison": None,
        "reproducer": "import solution\n...",
    },
    "remarks": [
        {"kind": "numpy_output", "text": "It returns a NumPy array: ...", "line": None},
    ],
    "reproducers": [{"case": "shown", "script": "import solution\n..."}],
}


class Reproducer(BaseModel):
    """A script that repeats the call of a failing sample case and compares as the judge does."""

    model_config = ConfigDict(frozen=True)

    case: str = Field(description="The name of the case.")
    script: str = Field(description="Needs jax and flax, and the submission as `solution.py`.")


class Review(BaseModel):
    """Findings made after the verdict, which they never change. Empty until finished."""

    model_config = ConfigDict(frozen=True, json_schema_extra={"examples": [_EXAMPLE]})

    submission: str = Field(description="The id of the submission that it is of.")
    status: ReviewStatus = Field(
        description="`failed` where the judge failed at it, which is not the submission's fault."
    )
    smallest: FailingInput | None = Field(
        default=None,
        description="The smallest input that was found on which the submission goes wrong.",
    )
    remarks: tuple[Remark, ...] = Field(default=(), description="What no output shows.")
    reproducers: tuple[Reproducer, ...] = Field(
        default=(), description="For the first failing sample cases, in their order."
    )

    @property
    def has_ended(self) -> bool:
        """Whether it no longer changes."""
        return self.status in ("finished", "failed")

    @classmethod
    def of(cls, submission_id: str, reviewed: Verdict) -> Self:
        """Build the review from the verdict that reviewing produced; judging may have failed."""
        if reviewed.verdict is Outcome.JUDGE_ERROR:
            return cls(submission=submission_id, status="failed")
        return cls(
            submission=submission_id,
            status="finished",
            smallest=reviewed.smallest,
            remarks=reviewed.remarks,
            reproducers=tuple(
                Reproducer(case=case.name, script=case.reproducer)
                for case in reviewed.cases
                if case.reproducer is not None
            ),
        )
