"""Cases and generators: what a problem is judged on, one entry at a time."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic.json_schema import SkipJsonSchema

from app.auth.dependencies import CALLER_ERRORS
from app.core.errors import NotReadyError
from app.core.field_errors import refusal
from app.courses.dependencies import ProblemReaderDep
from app.http.body import json_body, read_json
from app.http.responses import error_responses
from app.problems.authoring_endpoints import CHANGE_ERRORS
from app.problems.change_request import (
    ANSWERS,
    CHANGING_ERRORS,
    UNDER_WAY,
    AuthoredProblem,
    ChangingDep,
)
from app.problems.dependencies import AuthoringDep
from app.problems.errors import (
    InvalidProblemError,
    UnknownCaseError,
    UnknownProblemError,
)
from app.problems.package import Entry, with_change, without
from app.problems.request_body import ProblemName
from graders.comparison.display import plain
from graders.core.strict_spec import Spec
from graders.problem.editing import EntryKind
from graders.problem.package import Problem

# The same size as problem.toml may have, and one number per two bytes.
MAX_ENTRY_BYTES = 2**18
_MAX_ENTRY_PARTS = 2**17

router = APIRouter(prefix="/problems", tags=["authoring"], responses=CALLER_ERRORS)

# The kinds of entries, and their lists in problem.toml, in the order of judging.
ENTRY_LISTS: dict[str, EntryKind] = {
    "case": "cases",
    "generator": "generators",
    "python_generator": "python_generators",
}
_EntryName = Annotated[str, StringConstraints(min_length=1, max_length=80)]
ReplacedCase = Annotated[
    _EntryName, Field(description="The name of the entry, of the same kind, whose place it takes.")
]


class EntryRequest(BaseModel):
    """A case or generator, with its keys as in problem.toml."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        json_schema_extra={
            "minProperties": 1,
            "maxProperties": 1,
            "examples": [
                {
                    "case": {
                        "name": "a row of zeros",
                        "visibility": "hidden",
                        "weight": 2,
                        "message": "Think of rows without a direction.",
                        "arguments": {"x": {"dtype": "float32", "values": [[0.0, 0.0]]}},
                    }
                }
            ],
        },
    )

    # The format of problem.toml decides which keys are valid.
    case: dict[str, Any] | SkipJsonSchema[None] = Field(
        default=None, description="As an entry of `[[cases]]`."
    )
    generator: dict[str, Any] | SkipJsonSchema[None] = Field(
        default=None, description="As an entry of `[[generators]]`."
    )
    python_generator: dict[str, Any] | SkipJsonSchema[None] = Field(
        default=None, description="As an entry of `[[python_generators]]`."
    )

    @model_validator(mode="after")
    def _one(self) -> "EntryRequest":
        if len(self.model_fields_set) != 1 or None in (
            getattr(self, k) for k in self.model_fields_set
        ):
            raise refusal("must_name_one_entry")
        return self

    @property
    def kind(self) -> EntryKind:
        """Its list in problem.toml."""
        [given] = self.model_fields_set
        return ENTRY_LISTS[given]

    @property
    def entry(self) -> dict[str, Any]:
        """Its keys and values."""
        return self.case or self.generator or self.python_generator or {}


class EntryList(BaseModel):
    """What a problem is judged on, with the keys that are set in problem.toml."""

    revision: str = Field(description="The draft or live revision that they are of.")
    parameters: list[str] = Field(description="The function's parameters, in order.")
    tolerance: dict[str, Any] = Field(description="That of entries which have none of their own.")
    cases: list[dict[str, Any]]
    generators: list[dict[str, Any]]
    python_generators: list[dict[str, Any]]

    @classmethod
    def of(cls, problem: Problem) -> "EntryList":
        """Build the list from `problem`."""
        spec = problem.spec
        return cls(
            revision=problem.revision,
            parameters=spec.entry_point.parameters,
            tolerance=spec.tolerance.model_dump(mode="json"),
            cases=_as_given(spec.cases),
            generators=_as_given(spec.generators),
            python_generators=_as_given(spec.python_generators),
        )


async def _read_entry(request: Request) -> EntryRequest:
    return await read_json(request, EntryRequest, MAX_ENTRY_BYTES, _MAX_ENTRY_PARTS)


EntryDep = Annotated[EntryRequest, Depends(_read_entry)]
ENTRY_BODY = json_body(EntryRequest)


@router.get("/{name}/cases", responses=error_responses(UnknownProblemError, NotReadyError))
async def list_cases(authoring: AuthoringDep, _: ProblemReaderDep, name: ProblemName) -> EntryList:
    """List the cases and generators of a problem's draft or live revision, hidden ones too."""
    return EntryList.of(await authoring.current_problem(name))


@router.post(
    "/{name}/cases",
    status_code=201,
    responses=ANSWERS | UNDER_WAY | error_responses(*CHANGE_ERRORS),
    openapi_extra=ENTRY_BODY,
)
async def add_case(
    changing: ChangingDep, authoring: AuthoringDep, name: ProblemName, wanted: EntryDep
) -> AuthoredProblem:
    """Add a case or a generator."""
    entry = Entry(wanted.entry)
    await authoring.edit(name, changing.change, with_change, wanted.kind, entry)
    return await changing.answer(name)


@router.put(
    "/{name}/cases",
    responses=ANSWERS | UNDER_WAY | error_responses(*CHANGE_ERRORS, UnknownCaseError),
    openapi_extra=ENTRY_BODY,
)
async def replace_case(
    changing: ChangingDep,
    authoring: AuthoringDep,
    name: ProblemName,
    wanted: EntryDep,
    replaces: Annotated[ReplacedCase, Query()],
) -> AuthoredProblem:
    """Replace a case or a generator."""
    entry = Entry(wanted.entry, replaces)
    await authoring.edit(name, changing.change, with_change, wanted.kind, entry)
    return await changing.answer(name)


@router.delete(
    "/{name}/cases",
    responses=ANSWERS
    | UNDER_WAY
    | error_responses(
        UnknownProblemError,
        UnknownCaseError,
        InvalidProblemError,
        NotReadyError,
        *CHANGING_ERRORS,
    ),
)
async def remove_case(
    authoring: AuthoringDep,
    changing: ChangingDep,
    name: ProblemName,
    kind: Annotated[
        Literal["case", "generator", "python_generator"], Query(description="What it is.")
    ],
    entry: Annotated[_EntryName, Query(description="Its name.")],
) -> AuthoredProblem:
    """Remove a case or a generator from a problem."""
    await authoring.edit(name, changing.change, without, ENTRY_LISTS[kind], entry)
    return await changing.answer(name)


def _as_given(entries: Sequence[Spec]) -> list[dict[str, Any]]:
    return [as_json(entry) for entry in entries]


def as_json(entry: Spec) -> dict[str, Any]:
    """The keys that problem.toml sets, as JSON."""
    return {
        key: plain(value)
        for key, value in entry.model_dump(exclude_unset=True, by_alias=True).items()
    }
