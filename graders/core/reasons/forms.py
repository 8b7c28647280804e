"""Reasons of outputs whose form is another than expected: structure, shapes and dtypes."""

from abc import abstractmethod
from dataclasses import dataclass

from graders.core.reasons.outputs import OutputReason, place_of

_OBJECTS = {
    "jax_array": "a JAX array",
    "numpy_array": "a NumPy array",
    "python_number": "a Python number",
    "none": "None",
    "text": "text",
}
_LOOKS = {
    "batch_axis_added": "looks like a batch axis was added",
    "batch_axis_dropped": "looks like the batch axis was dropped",
    "axes_of_size_one": "they differ only in axes of size 1",
    "transposed": "looks transposed",
    "axes_in_another_order": "looks like the axes are in another order",
    "reshaped": "looks reshaped",
}


@dataclass(frozen=True)
class FormReason(OutputReason):
    """How the form of an output differs, at the first of the places that differ."""

    path: str
    more_places: int

    @property
    @abstractmethod
    def difference(self) -> str:
        """What differs at the place."""

    @property
    def clause(self) -> str:
        """What differs, and at how many more places."""
        if not self.more_places:
            return self.difference
        places = "place differs" if self.more_places == 1 else "places differ"
        return f"{self.difference} ({self.more_places} more {places})"


@dataclass(frozen=True)
class NothingReturned(FormReason):
    """It returned None where something is expected."""

    @property
    def difference(self) -> str:
        return "the function returned None: is a return missing?"


@dataclass(frozen=True)
class VariableTypeDiffers(FormReason):
    """A variable has another type than expected, such as `Param`."""

    got: str
    expected: str

    @property
    def difference(self) -> str:
        return f"{place_of(self.path)} is of type {self.got} where {self.expected} is expected"


@dataclass(frozen=True)
class ItemCountDiffers(FormReason):
    """A list or tuple has another number of items than expected."""

    container: str
    got: int
    expected: int

    @property
    def difference(self) -> str:
        items = "item" if self.got == 1 else "items"
        return (
            f"{place_of(self.path)} is a {self.container} of {self.got} {items} where "
            f"{self.expected} are expected"
        )


@dataclass(frozen=True)
class NamesDiffer(FormReason):
    """A container lacks names, or has others; `renamed` are pairs of the expected and the given."""

    missing: tuple[str, ...]
    more_missing: int
    unexpected: tuple[str, ...]
    more_unexpected: int
    renamed: tuple[tuple[str, str], ...]

    @property
    def difference(self) -> str:
        parts = [f"is missing {_listed(self.missing, self.more_missing)}"] if self.missing else []
        if self.unexpected:
            parts.append(f"has the unexpected {_listed(self.unexpected, self.more_unexpected)}")
        parts += [f"has `{new}` where `{old}` is expected" for old, new in self.renamed]
        looks = ": looks renamed" if self.renamed else ""
        return f"{place_of(self.path)} {' and '.join(parts)}{looks}"


@dataclass(frozen=True)
class ObjectDiffers(FormReason):
    """Another object: `jax_array`, `numpy_array`, `python_number`, `text`, `none` or a type."""

    got: str
    expected: tuple[str, ...]

    @property
    def difference(self) -> str:
        place = f"{place_of(self.path)} is" if self.path else "the function returned"
        wanted = " or ".join(map(_object, self.expected))
        return f"{place} {_object(self.got)} where {wanted} is expected"


@dataclass(frozen=True)
class ShapeDiffers(FormReason):
    """An array has another shape; `looks` names the likely mistake, or is null."""

    got: tuple[int, ...]
    expected: tuple[int, ...]
    looks: str | None

    @property
    def difference(self) -> str:
        said = f"{place_of(self.path)} has shape {self.got} where {self.expected} is expected"
        return said if self.looks is None else f"{said}: {_LOOKS[self.looks]}"


@dataclass(frozen=True)
class TypeDiffers(FormReason):
    """An array has another dtype, or a number another type, such as `float32` or `Python int`."""

    got: str
    expected: str

    @property
    def difference(self) -> str:
        got, expected = (
            f"the {'type' if name.startswith('Python ') else 'dtype'} {name}"
            for name in (self.got, self.expected)
        )
        return f"{place_of(self.path)} has {got} where {expected} is expected"


def _listed(names: tuple[str, ...], more: int) -> str:
    shown = ", ".join(f"`{name}`" for name in names)
    return f"{shown} and {more} more" if more else shown


def _object(name: str) -> str:
    article = "an" if name[:1].lower() in tuple("aeiou") else "a"
    return _OBJECTS.get(name, f"{article} {name}")
