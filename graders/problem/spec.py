"""The content of `problem.toml` as types that can't be wrong."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationInfo, field_validator

from graders.core.limits import Limits, Probe
from graders.core.near_names import unknown_among
from graders.core.strict_spec import Spec
from graders.core.values import Kind
from graders.core.verdict import Visibility
from graders.problem.arguments import FixedArgument, Identifier, check_size, given, refuse_repeated
from graders.problem.comparators import Comparator, Custom, Tolerance
from graders.problem.demands import MAX_DEMANDS, Demand, ForbiddenKind
from graders.problem.distributions import Constant
from graders.problem.entry_point import EntryPoint
from graders.problem.equivalent_mutants import MAX_EQUIVALENT, EquivalentMutant
from graders.problem.generated import (
    GeneratedArgument,
    drawn_count,
    refuse_misfits,
    x64_dtype,
)
from graders.problem.grid import Grid
from graders.problem.groups import MAX_GROUPS, Group, check_groups

# Each case costs a call and an entry in every verdict.
MAX_CASES = 1000
# The judge itself reads the text of a source; a KiB takes it some milliseconds.
_MOST_READ_KB = 64
# Drawing takes about a microsecond per number, and every submission draws all of its cases.
MAX_DRAWN_NUMBERS = 1_000_000

Difficulty = Literal["easy", "medium", "hard"]
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
    """A case with given arguments."""

    arguments: dict[str, FixedArgument] = Field(default_factory=dict)

    @field_validator("arguments")
    @classmethod
    def _can_be_passed(cls, arguments: dict[str, FixedArgument]) -> dict[str, FixedArgument]:
        check_size({name: given(argument) for name, argument in arguments.items()})
        return arguments

    def case_names(self) -> list[str]:
        """The name of the only case."""
        return [self.name]


class Generator(_CaseCommon):
    """Cases drawn anew for every submission: `count` of them, over the rows of a grid."""

    count: _Count
    grid: Grid | None = None
    arguments: dict[str, GeneratedArgument] = Field(default_factory=dict)

    @field_validator("arguments")
    @classmethod
    def _fit_the_grid(
        cls, arguments: dict[str, GeneratedArgument], info: ValidationInfo
    ) -> dict[str, GeneratedArgument]:
        if "grid" in info.data:
            refuse_misfits(arguments, info.data["grid"])
        return arguments

    def rows(self) -> list[dict[str, int]]:
        """The sizes of its axes, a row for each combination; without a grid there are none."""
        return [{}] if self.grid is None else self.grid.rows()

    def case_names(self) -> list[str]:
        """The names of the drawn cases, in order."""
        return _numbered(self.name, self.count)


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
    difficulty: Difficulty
    tags: list[str] = Field(default_factory=list)
    entry_point: EntryPoint
    limits: Limits = Limits()
    tolerance: Comparator = Tolerance()
    feedback: Feedback = Feedback()
    accept: list[Kind] = Field(default=["jax", "numpy"], min_length=1)
    show_expected_for_own_inputs: bool = False
    always_draw_anew: bool = False
    x64: bool = False
    demands: Annotated[list[Demand], Field(max_length=MAX_DEMANDS)] = Field(default_factory=list)
    arguments: dict[str, GeneratedArgument] = Field(default_factory=dict)
    cases: list[FixedCase] = Field(default_factory=list)
    python_generators: list[PythonGenerator] = Field(default_factory=list)
    # After these, so that errors about all cases together are reported here.
    generators: list[Generator] = Field(default_factory=list, validate_default=True)
    groups: Annotated[list[Group], Field(max_length=MAX_GROUPS)] = Field(default_factory=list)
    equivalent_mutants: Annotated[list[EquivalentMutant], Field(max_length=MAX_EQUIVALENT)] = Field(
        default_factory=list
    )

    @field_validator("arguments")
    @classmethod
    def _are_parameters(
        cls, arguments: dict[str, GeneratedArgument], info: ValidationInfo
    ) -> dict[str, GeneratedArgument]:
        entry_point = info.data.get("entry_point")
        if entry_point and (unknown := unknown_among(arguments, entry_point.parameters)):
            raise ValueError(f"no such parameter: {unknown}")
        return arguments

    @field_validator("demands")
    @classmethod
    def _can_be_judged(cls, demands: list[Demand], info: ValidationInfo) -> list[Demand]:
        limits = info.data.get("limits", Limits())
        if limits.source_kb > _MOST_READ_KB and any(each.reads_the_source for each in demands):
            raise ValueError(f"uses and avoids need a limits.source_kb of up to {_MOST_READ_KB}")
        return demands

    @field_validator("cases", "generators")
    @classmethod
    def _call_the_function(
        cls, entries: list[FixedCase] | list[Generator], info: ValidationInfo
    ) -> list[FixedCase] | list[Generator]:
        if {"x64", "entry_point", "arguments"} <= info.data.keys():
            for entry in entries:
                arguments = _all_arguments(entry, info.data["arguments"])
                _refuse_other_arguments(entry, arguments, info.data["entry_point"])
                if not info.data["x64"]:
                    _refuse_x64(entry, arguments)
        refuse_repeated([name for entry in entries for name in entry.case_names()])
        return entries

    @field_validator("generators")
    @classmethod
    def _add_to_the_others(
        cls, generators: list[Generator], info: ValidationInfo
    ) -> list[Generator]:
        if not {"arguments", "cases", "python_generators"} <= info.data.keys():
            return generators
        entries: list[FixedCase | Generator | PythonGenerator] = [*info.data["cases"], *generators]
        entries += info.data["python_generators"]
        if not entries:
            raise ValueError("a problem needs at least one case or generator")
        is_secret = all(isinstance(e, FixedCase) and e.visibility == "hidden" for e in entries)
        if is_secret and any(demand.is_measured for demand in info.data.get("demands", [])):
            raise ValueError("a demand that is measured needs a sample or a generator")
        names = [name for entry in entries for name in entry.case_names()]
        refuse_repeated([*names, *_demand_names(info)])
        if len(names) > MAX_CASES:
            raise ValueError(f"there are {len(names)} cases; {MAX_CASES} are the most")
        drawn = sum(_most_numbers(each, info.data["arguments"]) for each in generators)
        if drawn > MAX_DRAWN_NUMBERS:
            raise ValueError(
                f"all cases together draw up to {drawn} numbers; {MAX_DRAWN_NUMBERS} are the most"
            )
        return generators

    @field_validator("groups")
    @classmethod
    def _name_what_there_is(cls, groups: list[Group], info: ValidationInfo) -> list[Group]:
        if {"cases", "python_generators", "generators"} <= info.data.keys():
            kinds = ("cases", "python_generators", "generators")
            names = [entry.name for kind in kinds for entry in info.data[kind]]
            check_groups(groups, [*names, *_demand_names(info)])
        return groups

    @property
    def entries(self) -> list[FixedCase | Generator | PythonGenerator]:
        """What makes cases."""
        return [*self.cases, *self.generators, *self.python_generators]

    def given_arguments(self, case: FixedCase) -> dict[str, FixedArgument]:
        """All arguments of a fixed case, with those that it shares."""
        return _all_arguments(case, self.arguments)

    def generated_arguments(self, generator: Generator) -> dict[str, GeneratedArgument]:
        """All arguments of a generator, with those that it shares."""
        return _all_arguments(generator, self.arguments)

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
        return self.case_count + len(self.demands) + len(self.feedback.forbid)

    @property
    def has_custom_comparator(self) -> bool:
        """Whether a checker decides about any case."""
        return any(isinstance(entry.tolerance or self.tolerance, Custom) for entry in self.entries)

    @property
    def generated_count(self) -> int:
        """How many of the cases Python generators make."""
        return sum(generator.count for generator in self.python_generators)

    @property
    def sample_count(self) -> int:
        """How many of the cases are shown in full."""
        samples = [entry for entry in self.entries if entry.visibility == "sample"]
        return sum(len(entry.case_names()) for entry in samples)


def _demand_names(info: ValidationInfo) -> list[str]:
    forbidden = info.data["feedback"].forbid if "feedback" in info.data else []
    return [*(demand.name for demand in info.data.get("demands", [])), *forbidden]


def _numbered(name: str, count: int) -> list[str]:
    return [f"{name} {number}" for number in range(1, count + 1)]


_Arguments = Mapping[str, FixedArgument | GeneratedArgument]


def _all_arguments(entry: FixedCase | Generator, shared: Mapping[str, Any]) -> dict[str, Any]:
    """An entry's own arguments, and those that it shares: a fixed case the constant ones."""
    if isinstance(entry, FixedCase):
        constants = {k: v.constant for k, v in shared.items() if isinstance(v, Constant)}
        return constants | entry.arguments
    return {**shared, **entry.arguments}


def _refuse_x64(entry: FixedCase | Generator, arguments: _Arguments) -> None:
    for name, argument in arguments.items():
        if (dtype := x64_dtype(argument)) is not None:
            raise ValueError(f"{entry.name!r}: {name} is {dtype}, which needs x64 = true")


def _most_numbers(generator: Generator, shared: Mapping[str, GeneratedArgument]) -> int:
    """The most numbers that its cases can draw, whatever rows they get."""
    arguments = _all_arguments(generator, shared).values()
    return generator.count * max(
        sum(drawn_count(argument, sizes) for argument in arguments) for sizes in generator.rows()
    )


def _refuse_other_arguments(
    entry: FixedCase | Generator, arguments: Mapping[str, Any], entry_point: EntryPoint
) -> None:
    if isinstance(entry, Generator):
        try:
            refuse_misfits(arguments, entry.grid)
        except ValueError as error:
            raise ValueError(f"{entry.name!r}: {error}") from None
    missing = [name for name in entry_point.parameters if name not in arguments]
    reasons = [f"no argument for {', '.join(missing)}"] if missing else []
    if unknown := unknown_among(entry.arguments, entry_point.parameters):
        reasons.append(f"no such parameter: {unknown}")
    if reasons:
        raise ValueError(f"{entry.name!r}: {'; '.join(reasons)}")
