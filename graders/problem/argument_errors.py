"""Saying what is wrong with an argument in `problem.toml` that has no form that there is."""

from collections.abc import Mapping, Sequence

from graders.core.near_names import instead_of, near_names

# What the tables of a fixed case and of a generator are known by.
_GIVEN = ("dtype", "values", "key", "rngs", "list", "tuple", "dict", "none", "made_by")
_GENERATED = ("distribution", "constant", "axis", "list", "tuple", "dict", "made_by")
DISTRIBUTIONS = "integers", "normal", "uniform", "choice", "special", "permutation", "key", "rngs"


def why_not_given(written: object) -> str | None:
    """What is wrong with what stands for a given argument; None if no more can be said."""
    if not isinstance(written, Mapping):
        return None
    if "constant" in written:
        return "constant is for generators: write what it is by itself"
    if "distribution" in written or "axis" in written:
        return "only a generator draws its arguments: write the value"
    return _near_key(written, _GIVEN) or _key_as_value(written, _GIVEN)


def why_not_generated(written: object) -> str | None:
    """What is wrong with what stands for a generated argument; None if no more can be said."""
    if not isinstance(written, Mapping):
        return "must be a table: { constant = ... } is the same in every case"
    match written.get("distribution"):
        case str(name):
            return f"no distribution is named {name!r}{instead_of(name, DISTRIBUTIONS)}"
    for key in _GIVEN:
        if key in written:
            drawn = f', or {{ distribution = "{key}" }}' if key in DISTRIBUTIONS else ""
            return f"{key} is for cases: write {{ constant = {{ {key} = ... }} }}{drawn}"
    for key, name in written.items():
        if isinstance(name, str) and (near := near_names(name, DISTRIBUTIONS)):
            return f'unknown key {key!r}; did you mean distribution = "{near[0]}"?'
    return _near_key(written, _GENERATED)


def _near_key(written: Mapping[str, object], known: Sequence[str]) -> str | None:
    for key in written:
        if near := near_names(key, known):
            return f"unknown key {key!r}; did you mean {near[0]}?"
    return None


def _key_as_value(written: Mapping[str, object], known: Sequence[str]) -> str | None:
    """What is wrong with `{ kind = "rngs", seed = 0 }`."""
    for key, name in written.items():
        if isinstance(name, str) and (near := near_names(name, known)):
            return f"unknown key {key!r}; did you mean {{ {near[0]} = ... }}?"
    return None
