"""What `problem.toml` asks of a submission besides its outputs."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from graders.core.strict_spec import Spec
from graders.core.verdict import RemarkKind

MAX_DEMANDS = 20


def _can_be_forbidden(kind: RemarkKind) -> RemarkKind:
    # It depends on a measurement, and the same submission must get the same verdict.
    if kind == "slow":
        raise ValueError("slow can't be forbidden: use the limits")
    return kind


ForbiddenKind = Annotated[RemarkKind, AfterValidator(_can_be_forbidden)]
_PART = r"[A-Za-z_][A-Za-z0-9_]*"
DOTTED_NAME = rf"^{_PART}(\.{_PART})+$"
_DottedName = Annotated[str, StringConstraints(pattern=DOTTED_NAME, max_length=80)]
_Names = Annotated[list[_DottedName], Field(min_length=1, max_length=20)]
_KINDS = ("uses", "avoids", "forbid", "max_compilations", "max_time_ratio", "max_memory_ratio")


class Demand(Spec):
    """A demand on the source or its behaviour: a verdict has a result for it, as for a case.

    `uses` is met by any of the names, `avoids` by none of them, and `forbid` where no remark of
    that kind is made. `max_compilations` bounds how many programs are compiled over all calls, and
    the ratios what it may need in proportion to the reference.
    """

    name: Annotated[str, Field(min_length=1, max_length=80)]
    weight: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 1.0
    message: Annotated[str, Field(min_length=1, max_length=500)] | None = None
    uses: _Names | None = None
    avoids: _Names | None = None
    forbid: ForbiddenKind | None = None
    max_compilations: Annotated[int, Field(ge=1, le=10_000)] | None = None
    # What two measurements of the same code differ by must not decide.
    max_time_ratio: Annotated[float, Field(ge=2, le=1000)] | None = None
    max_memory_ratio: Annotated[float, Field(ge=1, le=1000)] | None = None

    @model_validator(mode="after")
    def _is_of_one_kind(self) -> Self:
        if sum(getattr(self, key) is not None for key in _KINDS) != 1:
            raise ValueError(f"needs one of the keys {', '.join(_KINDS[:-1])} and {_KINDS[-1]}")
        return self

    @property
    def reads_the_source(self) -> bool:
        """Whether the text of the source decides."""
        return self.uses is not None or self.avoids is not None

    @property
    def is_measured(self) -> bool:
        """Whether it takes a measurement, beside the reference."""
        return not self.reads_the_source and self.forbid is None

    @property
    def mistake(self) -> str:
        """The name of the mistake of not meeting it; a wrong example of that name explains it."""
        return "_".join(self.name.lower().split())
