"""The result of a check: the types that the library, the service and the command line share."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from graders.core.verdict import Outcome, Visibility
from graders.core.verdict_fields import JsonFloat

MutantStatus = Literal["killed", "survived", "timed_out", "not_judged", "equivalent"]
DegenerateAnswerStatus = Literal["rejected", "accepted", "not_applicable", "not_judged"]
SpreadVariant = Literal["float64", "jitted", "bfloat16"]
Subject = Literal[
    "reference", "fault", "example", "degenerate_answer", "mutant", "naming", "tolerance"
]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Finding(_Part):
    """Something that the author of the problem should know, and what to do about it.

    A failure is certainly wrong; a warning may have a good reason.
    """

    severity: Literal["failure", "warning"]
    subject: Subject
    message: str


class ProgramReport(_Part):
    """A program that JAX compiled."""

    name: str = Field(description="The operation or function, like `jit_add`.")
    takes: tuple[str, ...] = Field(
        description="The type of each of its arguments, like `float32[3,4]`."
    )


class ExampleReport(_Part):
    """One of the problem's example submissions."""

    name: str = Field(description="VERDICT/NAME.py; the folder names the verdict it must get.")
    expected: Outcome
    got: Outcome
    as_expected: bool
    caught_by: tuple[str, ...] = Field(description="The cases that it did not pass.")
    named: tuple[str, ...] | None = Field(
        description="The mistakes that a learner who does the same is told; null where the verdict "
        "has none to name. Others beside its own are those that the cases can't tell apart."
    )
    named_rightly: bool = Field(
        description="Whether its own mistake is among them, where there is one to name."
    )
    time_ms: float
    message: str
    # Reports of earlier versions, which are kept for a week, have none.
    beyond_warm_up: tuple[ProgramReport, ...] | None = Field(
        default=None,
        description="What it compiles that `warm_up.py` does not, on cases of every shape: the "
        "first hundred programs, and of each the first twenty arguments. Null "
        "where that is not known: of examples that must not be accepted, where the warm-up fails, "
        "and where the example is stopped on so many cases.",
    )


class NotToldApart(_Part):
    """Mistakes with the same result on every case: a learner who makes one is told all of them."""

    mistakes: tuple[str, ...]
    same_hint: bool = Field(description="Whether that makes no difference to the learner.")


class CaseReport(_Part):
    """What one case contributes. Mistakes are the examples that must not be accepted."""

    name: str
    visibility: Visibility
    catches: tuple[str, ...] = Field(description="The mistakes that do not pass it.")
    catches_alone: tuple[str, ...] = Field(description="Those of them that no other case caught.")
    first_kills: int = Field(description="How many mutants pass every case before it, but not it.")
    redundant: bool = Field(
        description="Whether every mistake, degenerate answer and mutant that it catches is caught "
        "by a case before it, on this seed: without all redundant cases, as much is caught. Never "
        "true of a sample."
    )


class DegenerateAnswerReport(_Part):
    """An answer that needs no understanding of the problem, and so must not pass."""

    name: str
    description: str
    status: DegenerateAnswerStatus
    rejected_by: tuple[str, ...] = Field(description="The cases that it does not pass.")
    not_judged: str | None = Field(
        default=None, description="How the problem's checker failed on it, where it did."
    )


class MutantReport(_Part):
    """The reference with one small change, which the cases should notice."""

    operator: str = Field(description="The kind of change.")
    line: int = Field(description="1-based line in solution.py.")
    status: MutantStatus = Field(
        description="`equivalent` if it passes every case and the problem marks it as equivalent."
    )
    killed_by: str | None = Field(
        description="The first case that it did not pass; null where it could not be loaded."
    )
    not_judged: str | None = Field(
        default=None, description="How the problem's checker failed on it, where it did."
    )
    diff: str = Field(description="The change to solution.py, as a unified diff.")
    # Reports of earlier versions, which are kept for a week, have none of these.
    before: str = Field(
        default="", description="The lines that it changes, as `[[equivalent_mutants]]` has them."
    )
    after: str = Field(default="", description="What they become.")
    reason: str | None = Field(
        default=None, description="Why the problem marks it as equivalent; null where it does not."
    )


class MutationReport(_Part):
    """How many of the reference's mutants the cases notice."""

    made: int = Field(description="How many mutants there are; 10,000 stands for more.")
    run: int = Field(description="How many of them were run: all, or as many as the cap allows.")
    killed: int
    survived: int
    timed_out: int
    not_judged: int = Field(description="How many of them the problem's checker failed on.")
    equivalent: int = Field(
        default=0, description="How many survived that are marked as equivalent."
    )
    unmatched: tuple[str, ...] = Field(
        default=(),
        description="The lines that marks name as what a mutant becomes, where none does.",
    )
    score: float | None = Field(
        description="Share of the mutants run, but for equivalent ones, that were killed or timed "
        "out; null without any."
    )
    mutants: tuple[MutantReport, ...]


class SpreadReport(_Part):
    """How far the reference's outputs move if only the arithmetic changes.

    `share_of_tolerance` is the largest `|other - expected| / (atol + rtol * |expected|)`.
    """

    variant: SpreadVariant
    share_of_tolerance: JsonFloat | None = Field(description="Null where it was not measured.")
    max_abs_error: JsonFloat | None
    worst_case: str | None = Field(description="The case with the largest share.")
    not_measured: str | None = Field(description="Why it was not measured, where it was not.")


class PublicationReport(_Part):
    """Whether a problem can go live: it runs, and its own right solutions are accepted."""

    problem: str
    revision: str
    seed: int = Field(description="Draws the cases that all of it was tried on.")
    ready: bool = Field(description="Whether nothing was found.")
    findings: tuple[Finding, ...] = Field(description="What has to be mended first.")


class ProblemReport(_Part):
    """Everything that a check reports about a problem."""

    problem: str
    revision: str
    seed: int = Field(description="Draws the cases that all of it was tried on.")
    holds: bool = Field(description="Whether no finding is a failure.")
    findings: tuple[Finding, ...]
    examples: tuple[ExampleReport, ...]
    not_told_apart: tuple[NotToldApart, ...]
    cases: tuple[CaseReport, ...]
    degenerate_answers: tuple[DegenerateAnswerReport, ...]
    mutation: MutationReport
    tolerance: tuple[SpreadReport, ...]
