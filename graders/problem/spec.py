"""The content of `problem.toml` as types that can't be wrong."""

import math
from typing import Annotated, Literal, Self

from pydantic import (
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from graders.core.limits import Limits, Probe
from graders.core.spec import Spec
from graders.core.values import Kind
from graders.core.verdict import Visibility
from graders.problem.arguments import FixedArgument, Identifier, Size, refuse_repeated
from graders.problem.comparators import Comparator, Custom, Tolerance
from graders.problem.demands import MAX_DEMANDS, Demand, ForbiddenKind
from graders.problem.distributions import Axis, Constant, GeneratedArgument, sized

# Each case costs a call and an entry in every verdict.
MAX_CASES = 1000
# The judge itself reads the text of a source; a KiB takes it some milliseconds.
_MOST_READ_KB = 64
# Drawing takes about a microsecond per number, and every submission draws all of its cases.
MAX_DRAWN_NUMBERS = 1_000_000


class EntryPoint(Spec):
    """What a submission must define: a function, a class, or several of them for a driver.

    `parameters` are the arguments of a case, in the order in which the function takes them. The
    first of them, those in `constructor`, go to the constructor of a class, by name, and the rest
    to a call of the instance. A driver takes all of them after the submission's module.
    """

    function: Identifier | None = None
    class_: Annotated[Identifier | None, Field(alias="class")] = None
    defines: Annotated[list[Identifier], Field(max_length=16)] = Field(default_factory=list)
    parameters: Annotated[list[Identifier], Field(min_length=1, max_length=32)]
    constructor: list[Identifier] = Field(default_factory=list, validate_default=True)

    @field_validator("parameters", "defines")
    @classmethod
    def _differ(cls, names: list[str]) -> list[str]:
        refuse_repeated(names)
        return names

    @field_validator("constructor")
    @classmethod
    def _come_first(cls, constructor: list[str], info: ValidationInfo) -> list[str]:
        parameters = info.data.get("parameters", constructor)
        if constructor and info.data.get("class_") is None:
            raise ValueError("is for a class")
        if constructor != parameters[: len(constructor)]:
            raise ValueError("must be the first of the parameters, in their order")
        return constructor

    @model_validator(mode="after")
    def _is_of_one_kind(self) -> Self:
        given = [self.function is not None, self.class_ is not None, bool(self.defines)]
        if sum(given) != 1:
            raise ValueError("needs one of the keys function, class and defines")
        return self

    @property
    def names(self) -> list[str]:
        """What a submission must define."""
        return [name for name in (self.function, self.class_) if name] or self.defines


_Count = Annotated[int, Field(ge=1, le=100)]


class Feedback(Spec):
    """What a learner is told beyond the cases, and which remarks fail a submission.

    `editorial` says what opens the editorial to a learner: an accepted submission, also a number of
    submissions, or nothing.
    """

    smallest_input: bool = True
    editorial: Literal["accepted", "never"] | Annotated[int, Field(ge=1, le=1000)] = "accepted"
    forbid: list[ForbiddenKind] = Field(default_factory=list)


class _CaseCommon(Spec):
    name: Annotated[str, Field(min_length=1, max_length=80)]
    visibility: Visibility = "hidden"
    weight: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 1.0
    tolerance: Comparator | None = None
    probe: Probe | None = None
    message: Annotated[str, Field(min_length=1, max_length=500)] | None = None


class FixedCase(_CaseCommon):
    """A case with given arguments: Python numbers, or arrays."""

    arguments: dict[str, FixedArgument]

    def case_names(self) -> list[str]:
        """The name of the only case."""
        return [self.name]


class Grid(Spec):
    """The shapes that a generator draws from: axis names, and a row of sizes per combination."""

    axes: Annotated[list[Identifier], Field(min_length=1)]
    shapes: Annotated[list[list[Size]], Field(min_length=1)]

    @field_validator("axes")
    @classmethod
    def _differ(cls, axes: list[str]) -> list[str]:
        refuse_repeated(axes)
        return axes

    @field_validator("shapes")
    @classmethod
    def _rows_fit(cls, shapes: list[list[int]], info: ValidationInfo) -> list[list[int]]:
        axes = info.data.get("axes")
        for number, row in enumerate(shapes):
            if axes is not None and len(row) != len(axes):
                raise ValueError(f"row [{number}] has {len(row)} sizes for {len(axes)} axes")
        return shapes

    def rows(self) -> list[dict[str, int]]:
        """Each row's sizes by axis name."""
        return [dict(zip(self.axes, row, strict=True)) for row in self.shapes]


class Generator(_CaseCommon):
    """Cases drawn anew for every submission: `count` of them, over the rows of a grid."""

    count: _Count
    grid: Grid
    arguments: dict[str, GeneratedArgument]

    @field_validator("arguments")
    @classmethod
    def _axes_exist(
        cls, arguments: dict[str, GeneratedArgument], info: ValidationInfo
    ) -> dict[str, GeneratedArgument]:
        grid = info.data.get("grid")
        for name, argument in arguments.items():
            for axis in _axes_of(argument):
                if grid is not None and axis not in grid.axes:
                    raise ValueError(f"{name} uses the axis {axis!r}, which the grid has not")
        return arguments

    def case_names(self) -> list[str]:
        """The names of the drawn cases, in order."""
        return _numbered(self.name, self.count)

    def most_numbers(self) -> int:
        """The most numbers that its cases can draw, whatever rows they get."""
        return self.count * max(
            sum(_size(argument, sizes) for argument in self.arguments.values())
            for sizes in self.grid.rows()
        )


class PythonGenerator(_CaseCommon):
    """Cases that a function in `generator.py` makes for every submission: `count` of them."""

    count: _Count
    function: Identifier = "generate"

    def case_names(self) -> list[str]:
        """The names of the generated cases, in order."""
        return _numbered(self.name, self.count)


class ProblemSpec(Spec):
    """The content of `problem.toml`."""

    name: Identifier
    title: Annotated[str, Field(min_length=1, max_length=120)]
    difficulty: Literal["easy", "medium", "hard"]
    tags: list[str] = Field(default_factory=list)
    entry_point: EntryPoint
    limits: Limits = Limits()
    tolerance: Comparator = Tolerance()
    feedback: Feedback = Feedback()
    accept: list[Kind] = Field(default=["jax", "numpy"], min_length=1)
    show_expected_for_own_inputs: bool = False
    always_draw_anew: bool = False
    demands: Annotated[list[Demand], Field(max_length=MAX_DEMANDS)] = Field(default_factory=list)
    cases: list[FixedCase] = Field(default_factory=list)
    python_generators: list[PythonGenerator] = Field(default_factory=list)
    # Last, so that errors about all cases together are reported here.
    generators: list[Generator] = Field(default_factory=list, validate_default=True)

    @field_validator("demands")
    @classmethod
    def _can_be_judged(cls, demands: list[Demand], info: ValidationInfo) -> list[Demand]:
        limits = info.data.get("limits", Limits())
        if limits.source_kb > _MOST_READ_KB and any(each.forbid is None for each in demands):
            raise ValueError(f"uses and avoids need a limits.source_kb of up to {_MOST_READ_KB}")
        return demands

    @field_validator("cases", "generators")
    @classmethod
    def _call_the_function(
        cls, entries: list[FixedCase] | list[Generator], info: ValidationInfo
    ) -> list[FixedCase] | list[Generator]:
        if entry_point := info.data.get("entry_point"):
            for entry in entries:
                _refuse_other_arguments(entry, entry_point)
        refuse_repeated([name for entry in entries for name in entry.case_names()])
        return entries

    @field_validator("generators")
    @classmethod
    def _add_to_the_others(
        cls, generators: list[Generator], info: ValidationInfo
    ) -> list[Generator]:
        if not {"cases", "python_generators"} <= info.data.keys():
            return generators
        entries: list[FixedCase | Generator | PythonGenerator] = [*info.data["cases"], *generators]
        entries += info.data["python_generators"]
        if not entries:
            raise ValueError("a problem needs at least one case or generator")
        names = [name for entry in entries for name in entry.case_names()]
        refuse_repeated([*names, *(demand.name for demand in info.data.get("demands", []))])
        if len(names) > MAX_CASES:
            raise ValueError(f"there are {len(names)} cases; {MAX_CASES} are the most")
        if (drawn := sum(generator.most_numbers() for generator in generators)) > MAX_DRAWN_NUMBERS:
            raise ValueError(
                f"all cases together draw up to {drawn} numbers; {MAX_DRAWN_NUMBERS} are the most"
            )
        return generators

    @property
    def case_count(self) -> int:
        """How many cases a submission is judged on."""
        drawn = sum(generator.count for generator in self.generators)
        return len(self.cases) + drawn + self.generated_count

    @property
    def all_demands(self) -> list[Demand]:
        """The demands, with those that `feedback.forbid` makes, named like the kind of remark."""
        forbidden = [Demand(name=kind, forbid=kind) for kind in self.feedback.forbid]
        return [*self.demands, *forbidden]

    @property
    def result_count(self) -> int:
        """How many results a verdict has: one for each case, then one for each demand."""
        return self.case_count + len(self.all_demands)

    @property
    def has_custom_comparator(self) -> bool:
        """Whether a checker decides about any case."""
        entries = [*self.cases, *self.generators, *self.python_generators]
        return any(isinstance(entry.tolerance or self.tolerance, Custom) for entry in entries)

    @property
    def generated_count(self) -> int:
        """How many of the cases Python generators make."""
        return sum(generator.count for generator in self.python_generators)

    @property
    def sample_count(self) -> int:
        """How many of the cases are shown in full."""
        entries: list[FixedCase | Generator | PythonGenerator] = [*self.cases, *self.generators]
        entries += self.python_generators
        samples = [entry for entry in entries if entry.visibility == "sample"]
        return sum(len(entry.case_names()) for entry in samples)


def _numbered(name: str, count: int) -> list[str]:
    return [f"{name} {number}" for number in range(1, count + 1)]


def _axes_of(argument: GeneratedArgument) -> list[str]:
    match argument:
        case Axis(axis=axis):
            return [axis]
        case Constant():
            return []
        case _:
            return [name for name in argument.shape or [] if isinstance(name, str)]


def _size(argument: GeneratedArgument, sizes: dict[str, int]) -> int:
    if isinstance(argument, Constant | Axis):
        return 0
    # An axis of size 0 must not hide other axes beyond what NumPy can describe.
    return math.prod(max(size, 1) for size in sized(argument.shape or [], sizes))


def _refuse_other_arguments(case: FixedCase | Generator, entry_point: EntryPoint) -> None:
    missing = [name for name in entry_point.parameters if name not in case.arguments]
    unknown = [name for name in case.arguments if name not in entry_point.parameters]
    reasons = [f"no argument for {', '.join(missing)}"] if missing else []
    reasons += [f"no such parameter: {', '.join(unknown)}"] if unknown else []
    if reasons:
        raise ValueError(f"{case.name!r}: {'; '.join(reasons)}")
