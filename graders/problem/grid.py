"""The grid of a generator: the sizes that its cases have."""

from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from graders.core.strict_spec import Spec
from graders.problem.arguments import Identifier, Size, refuse_repeated


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
