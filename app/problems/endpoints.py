"""Problems for learners. Nothing here reveals what a learner must not know."""

from typing import Annotated, Any, Self

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from app.auth.dependencies import CALLER_ERRORS, ReaderDep
from app.http.responses import error_responses
from app.problems.dependencies import CatalogueDep
from app.problems.errors import UnknownProblemError
from app.problems.starter import starter
from graders.comparison.display import plain
from graders.core.limits import Limits
from graders.core.strict_spec import Spec
from graders.problem.arguments import FixedArgument
from graders.problem.package import Problem
from graders.problem.spec import Difficulty

router = APIRouter(prefix="/problems", tags=["problems"], responses=CALLER_ERRORS)


class ProblemSummary(BaseModel):
    """A problem in lists."""

    name: str
    title: str
    difficulty: Difficulty
    tags: list[str]
    revision: str = Field(description="Names the problem's content; a changed problem has another.")
    function: str = Field(
        description="The function or class that a submission must define; the first of several."
    )
    defines: list[str] = Field(description="All names that a submission must define.")

    @classmethod
    def of(cls, problem: Problem) -> Self:
        """Build the summary of `problem`."""
        spec = problem.spec
        return cls(
            name=spec.name,
            title=spec.title,
            difficulty=spec.difficulty,
            tags=spec.tags,
            revision=problem.revision,
            function=spec.entry_point.names[0],
            defines=spec.entry_point.names,
        )


class ProblemDetails(ProblemSummary):
    """A problem as a learner reads it."""

    parameters: list[str] = Field(description="The arguments of a case, in order.")
    constructor: list[str] = Field(
        description="Those that go to the constructor of a class, by name; they are the first."
    )
    has_driver: bool = Field(
        description="Whether the problem's own code calls what the submission defines."
    )
    x64: bool = Field(description="Whether JAX's 64-bit types are enabled.")
    starter: str = Field(description="What a learner's file begins with.")
    hints: int = Field(description="How many hints it has, to be opened one by one.")
    has_editorial: bool
    given: str | None = Field(description="Code that a submission can import as `given`.")
    limits: Limits
    statement: str = Field(description="What to do, in Markdown.")
    sample_cases: list[str] = Field(description="The names of the cases that are shown in full.")
    sample_inputs: list[dict[str, Any]] = Field(
        description="The arguments of those that are given, in the form that a run takes."
    )

    @classmethod
    def of(cls, problem: Problem) -> Self:
        """Build the details of `problem`."""
        spec = problem.spec
        return cls(
            **dict(ProblemSummary.of(problem)),
            parameters=spec.entry_point.parameters,
            constructor=spec.entry_point.constructor,
            has_driver=problem.harness.driver is not None,
            hints=len(problem.hints),
            has_editorial=problem.editorial is not None,
            given=problem.harness.given,
            x64=spec.x64,
            starter=problem.starter or starter(spec.entry_point),
            limits=spec.limits,
            statement=problem.statement,
            sample_cases=[
                name
                for entry in spec.entries
                if entry.visibility == "sample"
                for name in entry.case_names()
            ],
            sample_inputs=[
                {name: _argument(argument) for name, argument in spec.given_arguments(case).items()}
                for case in spec.cases
                if case.visibility == "sample"
            ],
        )


class ProblemList(BaseModel):
    """Every problem, by name."""

    problems: list[ProblemSummary]


@router.get("")
async def list_problems(catalogue: CatalogueDep, _: ReaderDep) -> ProblemList:
    """List the problems."""
    problems = sorted(catalogue.problems.values(), key=lambda problem: problem.name)
    return ProblemList(problems=[ProblemSummary.of(problem) for problem in problems])


@router.get("/{name}", responses=error_responses(UnknownProblemError))
async def read_problem(
    catalogue: CatalogueDep,
    _: ReaderDep,
    name: Annotated[str, Path(description="The problem's name.")],
) -> ProblemDetails:
    """Read a problem: its statement, what to define, and its limits."""
    return ProblemDetails.of(catalogue.problem(name))


def _argument(argument: FixedArgument) -> Any:
    given = argument.model_dump(by_alias=True) if isinstance(argument, Spec) else argument
    return plain(given)
