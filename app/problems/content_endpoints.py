"""What a problem says beside its cases: its texts, settings and examples."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from app.auth.dependencies import CALLER_ERRORS
from app.core.errors import NotReadyError
from app.core.field_errors import refusal
from app.core.texts import WITHOUT_NUL, storable
from app.courses.dependencies import ProblemReaderDep
from app.http.body import json_body, read_json
from app.http.responses import error_responses
from app.problems.authoring_endpoints import CHANGE_ERRORS
from app.problems.case_endpoints import as_json
from app.problems.change_request import (
    ANSWERS,
    CHANGING_ERRORS,
    UNDER_WAY,
    AuthoredProblem,
    ChangingDep,
)
from app.problems.dependencies import AuthoringDep
from app.problems.errors import InvalidProblemError, UnknownExampleError, UnknownProblemError
from app.problems.package import with_content, with_example
from app.problems.request_body import ProblemName
from graders.problem.files import MAX_FILE_BYTES, MAX_SPEC_BYTES, MAX_STATEMENT_BYTES
from graders.problem.hints import MAX_HINTS
from graders.problem.package import Problem
from graders.problem.scaffold.skeleton import MAX_TITLE_LENGTH
from graders.problem.spec import Difficulty

# JSON escapes may double a text's size: the starter's and the others'.
_MAX_BODY_BYTES = 2 * (MAX_FILE_BYTES + 3 * MAX_STATEMENT_BYTES + MAX_SPEC_BYTES)
_MAX_TAGS = 20

router = APIRouter(prefix="/problems", tags=["authoring"], responses=CALLER_ERRORS)

_Markdown = Annotated[
    str,
    AfterValidator(storable),
    Field(max_length=MAX_STATEMENT_BYTES, json_schema_extra=WITHOUT_NUL),
]
_Source = Annotated[
    str,
    AfterValidator(storable),
    Field(max_length=MAX_FILE_BYTES, json_schema_extra=WITHOUT_NUL),
]
_Title = Annotated[
    str,
    AfterValidator(storable),
    Field(min_length=1, max_length=MAX_TITLE_LENGTH, json_schema_extra=WITHOUT_NUL),
]
_Tag = Annotated[
    str,
    AfterValidator(storable),
    Field(min_length=1, max_length=40, json_schema_extra=WITHOUT_NUL),
]
ExampleVerdict = Literal[
    "accepted",
    "wrong_answer",
    "runtime_error",
    "time_limit_exceeded",
    "memory_limit_exceeded",
    "output_limit_exceeded",
    "compile_error",
    "security_violation",
]
_VerdictPath = Annotated[
    ExampleVerdict, Path(description="The verdict that it must get, which names its folder.")
]


class ContentRequest(BaseModel):
    """What is changed; what is left out stays as it is. Null takes an optional part out."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        json_schema_extra={
            "minProperties": 1,
            "examples": [{"statement": "Return twice `x`.\n", "limits": {"wall_s": 5}}],
        },
    )

    title: _Title = ""
    difficulty: Difficulty = "easy"
    statement: _Markdown = Field(default="", description="`statement.md`.", min_length=1)
    starter: _Source | None = Field(
        default=None,
        description="`starter.py`; without it, a learner's file is made from the entry point.",
    )
    hints: list[_Markdown] | None = Field(
        default=None,
        max_length=MAX_HINTS,
        description="`hints.md`, a text each; no line of one may be `---`.",
    )
    editorial: _Markdown | None = Field(default=None, description="`editorial.md`.")
    tags: list[_Tag] | None = Field(default=None, max_length=_MAX_TAGS)
    # The format of problem.toml decides which keys are valid.
    limits: dict[str, Any] | None = Field(
        default=None, description="`[limits]` as a whole: what it leaves out has its default."
    )
    tolerance: dict[str, Any] | None = Field(
        default=None, description="`[tolerance]` as a whole: what it leaves out has its default."
    )

    @model_validator(mode="after")
    def _changes_something(self) -> "ContentRequest":
        if not self.model_fields_set:
            raise refusal("must_change_something")
        return self

    @property
    def changes(self) -> dict[str, Any]:
        """The parts that are changed, by name."""
        return {name: getattr(self, name) for name in sorted(self.model_fields_set)}


class ExampleRequest(BaseModel):
    """An example submission."""

    model_config = ConfigDict(strict=True, extra="forbid")

    source: _Source = Field(
        description="Its source. The docstring of a wrong one says title and hint of the mistake."
    )


class ProblemExample(BaseModel):
    """An example submission, and what learners are told who make the same mistake."""

    name: str = Field(description="VERDICT/NAME.py; the folder names the verdict that it must get.")
    title: str = Field(description="The mistake in a few words.")
    hint: str | None = Field(description="Null where the example has no docstring.")
    source: str


class ProblemContent(BaseModel):
    """What a problem says beside its cases."""

    revision: str = Field(description="The draft or live revision that it is of.")
    title: str
    difficulty: Difficulty
    statement: str = Field(description="In Markdown.")
    starter: str | None = Field(
        description="What a learner's file begins with; null where it is made from the entry point."
    )
    hints: list[str] = Field(description="In Markdown.")
    editorial: str | None = Field(description="In Markdown.")
    tags: list[str]
    limits: dict[str, Any] | None = Field(
        description="The keys that are set in problem.toml; null where there is no such table."
    )
    tolerance: dict[str, Any] | None = Field(
        description="The keys that are set in problem.toml; null where there is no such table."
    )
    examples: list[ProblemExample]

    @classmethod
    def of(cls, problem: Problem) -> "ProblemContent":
        """Build it from `problem`."""
        spec = problem.spec
        given = spec.model_fields_set
        return cls(
            revision=problem.revision,
            title=spec.title,
            difficulty=spec.difficulty,
            statement=problem.statement,
            starter=problem.starter,
            hints=list(problem.hints),
            editorial=problem.editorial,
            tags=spec.tags,
            limits=as_json(spec.limits) if "limits" in given else None,
            tolerance=as_json(spec.tolerance) if "tolerance" in given else None,
            examples=[
                ProblemExample(name=each.name, title=each.title, hint=each.hint, source=each.source)
                for each in problem.submissions
            ],
        )


async def _read_content(request: Request) -> ContentRequest:
    return await read_json(request, ContentRequest, _MAX_BODY_BYTES)


async def _read_example(request: Request) -> ExampleRequest:
    return await read_json(request, ExampleRequest, 2 * MAX_FILE_BYTES)


@router.get("/{name}/content", responses=error_responses(UnknownProblemError, NotReadyError))
async def read_content(
    authoring: AuthoringDep, _: ProblemReaderDep, name: ProblemName
) -> ProblemContent:
    """Read what the draft or the live revision says beside its cases, and its examples."""
    return ProblemContent.of(await authoring.current_problem(name))


@router.patch(
    "/{name}/content",
    responses=ANSWERS | UNDER_WAY | error_responses(*CHANGE_ERRORS),
    openapi_extra=json_body(ContentRequest),
)
async def change_content(
    changing: ChangingDep,
    authoring: AuthoringDep,
    name: ProblemName,
    wanted: Annotated[ContentRequest, Depends(_read_content)],
) -> AuthoredProblem:
    """Change texts and settings; every other byte of the package stays as it is."""
    await authoring.edit(name, changing.change, with_content, wanted.changes)
    return await changing.answer(name)


@router.put(
    "/{name}/examples/{verdict}/{example}",
    responses=ANSWERS | UNDER_WAY | error_responses(*CHANGE_ERRORS),
    openapi_extra=json_body(ExampleRequest),
)
async def put_example(
    changing: ChangingDep,
    authoring: AuthoringDep,
    name: ProblemName,
    verdict: _VerdictPath,
    example: Annotated[
        str, Path(description="Its name, without `.py`.", pattern=r"^[A-Za-z0-9_]{1,60}$")
    ],
    wanted: Annotated[ExampleRequest, Depends(_read_example)],
) -> AuthoredProblem:
    """Add an example submission, or replace it."""
    place = f"{verdict}/{example}.py"
    await authoring.edit(name, changing.change, with_example, place, wanted.source)
    return await changing.answer(name)


@router.delete(
    "/{name}/examples/{verdict}/{example}",
    responses=ANSWERS
    | UNDER_WAY
    | error_responses(
        UnknownProblemError,
        UnknownExampleError,
        InvalidProblemError,
        NotReadyError,
        *CHANGING_ERRORS,
    ),
)
async def remove_example(
    changing: ChangingDep,
    authoring: AuthoringDep,
    name: ProblemName,
    verdict: _VerdictPath,
    example: Annotated[str, Path(description="Its name, without `.py`.", max_length=200)],
) -> AuthoredProblem:
    """Remove an example submission."""
    place = f"{verdict}/{example}.py"
    await authoring.edit(name, changing.change, with_example, place, None)
    return await changing.answer(name)
