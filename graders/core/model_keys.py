"""The keys that a table may have, from the place where Pydantic reports one that is unknown."""

from collections.abc import Iterator, Sequence
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, Tag


def model_keys(model: type[BaseModel], place: Sequence[int | str]) -> list[str]:
    """The keys of the table at a place in what `model` reads; none if no table is there.

    Args:
        model: what was to be read.
        place: keys, indices and the tags of unions' members, as in Pydantic's errors.
    """
    kinds: list[Any] = [model]
    for part in place:
        kinds = [inner for kind in kinds for inner in _inside(kind, part)]
    return [key for kind in kinds for table in _tables(kind) for key in _fields(table)]


def _inside(kind: Any, part: int | str) -> Iterator[Any]:
    """The types of what a value of this type has at a key or an index, or of a union's member."""
    arguments = get_args(kind)
    match get_origin(kind):
        case _ if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from (field for key, field in _fields(kind).items() if key == part)
        case origin if origin is Annotated:
            yield from _inside(arguments[0], part)
        case origin if origin in (Union, UnionType):
            named = [member for member in arguments if part in _tags(member)]
            yield from named or (inner for member in arguments for inner in _inside(member, part))
        case origin if origin is list:
            yield arguments[0]
        case origin if origin is dict:
            yield arguments[1]


def _fields(model: type[BaseModel]) -> dict[str, Any]:
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


def _tags(member: Any) -> list[str]:
    return [each.tag for each in getattr(member, "__metadata__", ()) if isinstance(each, Tag)]


def _tables(kind: Any) -> Iterator[type[BaseModel]]:
    """The models among the members of a type."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    elif get_origin(kind) is Annotated:
        yield from _tables(get_args(kind)[0])
    elif get_origin(kind) in (Union, UnionType):
        for member in get_args(kind):
            yield from _tables(member)
