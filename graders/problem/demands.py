"""What `problem.toml` asks of a submission besides its outputs."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from graders.core.spec import Spec
from graders.core.verdict import RemarkKind

MAX_DEMANDS = 20


def _can_be_forbidden(kind: RemarkKind) -> RemarkKind:
    # It depends on a measurement, and the same submission must get the same verdict.
    if kind == "slow":
        raise ValueError("slow can't be forbidden: use the limits")
    return kind


ForbiddenKind = Annotated[RemarkKind, AfterValidator(_can_be_forbidden)]
_PART = r"[A-Za-z_][A-Za-z0-9_]*"
_DottedName = Annotated[str, StringConstraints(pattern=rf"^{_PART}(\.{_PART})+$", max_length=80)]
_Names = Annotated[list[_DottedName], Field(min_length=1, max_length=20)]


class Demand(Spec):
    """A demand on the source or its behaviour: a verdict has a result for it, as for a case.

    `uses` is met by any of the names, `avoids` by none of them, and `forbid` where no remark of
    that kind is made.
    """

    name: Annotated[str, Field(min_length=1, max_length=80)]
    weight: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 1.0
    message: Annotated[str, Field(min_length=1, max_length=500)] | None = None
    uses: _Names | None = None
    avoids: _Names | None = None
    forbid: ForbiddenKind | None = None

    @model_validator(mode="after")
    def _is_of_one_kind(self) -> Self:
        given = [key for key in ("uses", "avoids", "forbid") if getattr(self, key) is not None]
        if len(given) != 1:
            raise ValueError("needs one of the keys uses, avoids and forbid")
        return self

    @property
    def mistake(self) -> str:
        """The name of the mistake of not meeting it; a wrong example of that name explains it."""
        return "_".join(self.name.lower().split())
