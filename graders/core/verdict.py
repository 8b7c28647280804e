"""The result of judging: the vocabulary that the library, the service and the pages share."""

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

from graders.core import verdict_bounds
from graders.core.verdict_fields import (
    JsonFloat,
    Message,
    Name,
    Names,
    Parameters,
    ReasonName,
    Script,
    cut_at,
)


class Outcome(StrEnum):
    """How a submission, or one of its cases, ended."""

    ACCEPTED = "accepted"
    WRONG_ANSWER = "wrong_answer"
    RUNTIME_ERROR = "runtime_error"
    TIME_LIMIT_EXCEEDED = "time_limit_exceeded"
    MEMORY_LIMIT_EXCEEDED = "memory_limit_exceeded"
    OUTPUT_LIMIT_EXCEEDED = "output_limit_exceeded"
    COMPILE_ERROR = "compile_error"
    SECURITY_VIOLATION = "security_violation"
    JUDGE_ERROR = "judge_error"
    # Only for a run on the learner's own inputs: it returned, and there is nothing to compare with.
    COMPLETED = "completed"
    SKIPPED = "skipped"


Visibility = Literal["sample", "hidden"]
ComparatorName = Literal["allclose", "exact", "ulp", "up_to_permutation", "custom"]
RemarkKind = Literal[
    "changes_global_state",
    "changes_inputs",
    "deprecated_api",
    "key_reuse",
    "not_repeatable",
    "not_traceable",
    "numpy_output",
    "retraces",
    "slow",
]


class _Result(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Element(_Result):
    """One differing element: its place, the actual value and the expected one."""

    path: Name = Field(description="Path of the array in the output, empty for the output itself.")
    index: tuple[int, ...] = Field(description="Index in that array, empty for a scalar.")
    got: JsonFloat | str
    expected: JsonFloat | str
    ulp_error: JsonFloat | None = Field(
        default=None,
        description="How many floating-point numbers of the dtype lie between them, plus one; null "
        "where the dtype is not a real floating-point type.",
    )


class Comparison(_Result):
    """How an output compares with the expected one.

    `kind` names the first stage that found a difference, in the order of the literals.
    Errors are over the elements that could be compared, and null if none could.
    """

    kind: Literal["equal", "structure", "shape", "dtype", "nonfinite", "values"]
    path: Name = Field(description="Path of the array that differs, empty for the output itself.")
    max_abs_error: JsonFloat | None = None
    max_rel_error: JsonFloat | None = None
    max_ulp_error: JsonFloat | None = Field(
        default=None, description="In units in the last place, over real floating-point arrays."
    )
    mismatched: int | None = Field(default=None, description="How many elements differ.")
    total: int | None = Field(default=None, description="How many elements were compared.")
    worst: tuple[Element, ...] = Field(default=(), description="The worst elements, at most 5.")
    comparator: ComparatorName = Field(
        default="allclose",
        description="What was compared by. With up_to_permutation, all here is told in the order "
        "that fits best, and indices are the expected output's. With custom, the problem's own "
        "checker decides about the values.",
    )
    atol: float
    rtol: float
    max_ulps: int | None = Field(
        default=None, description="How many ULPs a value may be off, where that decides."
    )


class ErrorReport(_Result):
    """An exception of the submission, located in its own source."""

    type: Annotated[str, cut_at(verdict_bounds.TYPE_BYTES)]
    message: Message
    line: int | None = Field(default=None, description="1-based line in the submitted file.")
    source_line: Annotated[str, cut_at(verdict_bounds.LINE_BYTES)] | None = None


class FailingInput(_Result):
    """A failing call in full: its arguments, the expected output and the actual one."""

    arguments: dict[str, Any] = Field(description="In the order of the parameters.")
    probe: str | None = Field(default=None, description="The probe that it needs to go wrong.")
    verdict: Outcome
    message: Message
    reason: ReasonName = None
    parameters: Parameters = Field(default_factory=dict)
    expected: Any = Field(description="The reference's output.")
    got: Any = Field(default=None, description="The submission's; null where it raised.")
    error: ErrorReport | None = None
    comparison: Comparison | None = None
    reproducer: Script | None = Field(
        default=None, description="A script that makes the call and compares; see the cases' own."
    )


class Remark(_Result):
    """An observation about an accepted or wrong submission that no output shows."""

    kind: RemarkKind
    text: Message = Field(description="What it is, and why it matters.")
    line: int | None = Field(default=None, description="1-based line in the submitted file.")


class CaseVerdict(_Result):
    """The result of one case. A hidden case shows neither its arguments nor the expected values.

    A hidden case whose arguments are the same for every submission shows only how it ended.
    """

    name: Name
    visibility: Visibility
    verdict: Outcome
    message: Message
    reason: ReasonName = None
    parameters: Parameters = Field(default_factory=dict)
    author_message: Message | None = Field(
        default=None,
        description="What the problem's author says to who fails this case, hidden or not.",
    )
    weight: float = 1.0
    time_ms: float | None = Field(
        default=0.0,
        description="Wall time of the call; null for hidden cases that come with every submission.",
    )
    cpu_ms: float | None = Field(
        default=0.0, description="CPU time of the call, over all threads; null as `time_ms` is."
    )
    stdout: Annotated[str, cut_at(verdict_bounds.STDOUT_BYTES)] = ""
    stderr: Annotated[str, cut_at(verdict_bounds.STDERR_BYTES)] = ""
    comparison: Comparison | None = None
    error: ErrorReport | None = None
    arguments: dict[str, Any] | None = Field(
        default=None, description="The call's arguments, for sample cases."
    )
    got: Any = Field(default=None, description="What came, for sample cases; null where it raised.")
    expected: Any = Field(default=None, description="What should have come, for sample cases.")
    reproducer: Script | None = Field(
        default=None,
        description="For a sample case that failed, once reviewed: a script that makes the call "
        "and compares, with jax and flax alone. Null where it would be too long.",
    )


def title_from(mistake: str) -> str:
    """The title of a mistake that was given none: its name, as words."""
    words = mistake.replace("_", " ")
    return words[:1].upper() + words[1:]


class Hint(_Result):
    """A known mistake whose result equals the submission's on every case, or a mistake of form."""

    mistake: Name = Field(
        description="The name of the problem's example of it, or of a mistake of form that is the "
        "same in every problem, such as `list_for_an_array`."
    )
    also: Names = Field(
        default=(),
        description="Those of others that do the same, and have the same text: it is one of them.",
    )
    title: Name = Field(
        # Verdicts that were stored by earlier versions have none.
        default_factory=lambda hint: title_from(hint["mistake"]),
        description="The mistake in a few words; where it is one of several, the title of each, "
        "with ` / ` between them.",
    )
    text: Message = Field(description="What is wrong, and what to do about it.")
    cases: Names = Field(
        description="The names of the cases that it explains: all that ran and did not pass."
    )

    @property
    def mistakes(self) -> tuple[str, ...]:
        """The names of all mistakes that it may be."""
        return (self.mistake, *self.also)


class GroupScore(_Result):
    """The score of results that count together."""

    name: Name
    weight: float
    score: float = Field(description="What it counts, 0 to 1.")
    missing: Names = Field(
        default=(), description="The groups that must pass as a whole first, and did not."
    )


class Environment(_Result):
    """The versions that the verdict holds for, and the sandbox layers that were active."""

    python: str
    jax: str
    flax: str
    sandbox: tuple[str, ...]


class Verdict(_Result):
    """The judge's answer for one submission."""

    id: str
    problem: str
    revision: str
    seed: int = Field(description="Draws the cases; the same seed gives the same verdict.")
    verdict: Outcome
    message: Message
    reason: ReasonName = None
    parameters: Parameters = Field(default_factory=dict)
    passed: int
    total: int
    score: float = Field(
        description="Share of the weights that passed, 0 to 1: of the groups, and of the cases and "
        "demands that are in none."
    )
    groups: tuple[GroupScore, ...] = Field(
        default=(), description="The score of each of the problem's groups of cases and demands."
    )
    cases: tuple[CaseVerdict, ...]
    hints: tuple[Hint, ...] = Field(
        default=(),
        description="The known mistake that this is. Where there are several, one of them: the "
        "cases can't tell them apart. Empty where no known mistake does the same, and the form is "
        "right.",
    )
    error: ErrorReport | None = Field(
        default=None, description="Why the file could not be loaded, where it could not."
    )
    # Time and memory count until the first case whose own are null.
    time_ms: float = Field(default=0.0, description="Wall time of the run, without start-up.")
    cpu_ms: float = Field(default=0.0, description="CPU time of the run, without start-up.")
    memory_mb: float = Field(
        default=0.0, description="Peak of the private memory that the run added, in MiB."
    )
    smallest: FailingInput | None = Field(
        default=None, description="The smallest failing input that the review found."
    )
    remarks: tuple[Remark, ...] = Field(
        default=(), description="What the review noticed beside the outputs."
    )
    environment: Environment
    _likeness: str | None = PrivateAttr(default=None)

    @property
    def likeness(self) -> str | None:
        """What groups it with others of the same unknown mistake; no answer shows it to anybody.

        It depends on hidden cases. None if the submission is correct or its mistake is known.
        """
        return self._likeness

    def with_likeness(self, likeness: str) -> "Verdict":
        """Return it with `likeness`, which copies keep and JSON leaves out."""
        grouped = self.model_copy()
        grouped._likeness = likeness
        return grouped
