"""How `problem.toml` makes one score of the results: in groups, beside results of their own."""

from collections.abc import Collection, Iterable, Sequence
from typing import Annotated, Literal

from pydantic import Field

from graders.core.near_names import unknown_among
from graders.core.strict_spec import Spec
from graders.problem.arguments import refuse_repeated

MAX_GROUPS = 50
_Name = Annotated[str, Field(min_length=1, max_length=80)]


class Group(Spec):
    """Results that count together, with the weight of the group instead of their own in the score.

    `of` names cases, generators (all of their cases) and demands. With `count = "share"` the group
    counts by the share of its results' weights that passed, and with `"all"` only if all did. It
    counts for nothing unless all groups that it `needs` have passed as a whole.
    """

    name: _Name
    of: Annotated[list[_Name], Field(min_length=1, max_length=1000)]
    weight: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 1.0
    count: Literal["share", "all"] = "share"
    needs: Annotated[list[_Name], Field(max_length=MAX_GROUPS)] = Field(default_factory=list)


def check_groups(groups: Sequence[Group], names: Collection[str]) -> None:
    """Check the groups of a problem whose cases, generators and demands have these names.

    Raises:
        ValueError: a name is unknown or stands twice, or a group needs one that is not before it.
    """
    refuse_repeated([group.name for group in groups])
    refuse_repeated([name for group in groups for name in group.of])
    _refuse_unknown((name for group in groups for name in group.of), names, "no case or demand")
    for place, group in enumerate(groups):
        before = [each.name for each in groups[:place]]
        _refuse_unknown(group.needs, before, f"{group.name!r} needs no group before it")


def _refuse_unknown(names: Iterable[str], known: Collection[str], what: str) -> None:
    if unknown := unknown_among(sorted(set(names)), known):
        raise ValueError(f"{what} named {unknown}")
