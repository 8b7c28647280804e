import pytest

from graders.core.near_names import did_you_mean, instead_of, unknown_among

NAMES = ["constructor", "parameters", "function"]


@pytest.mark.parametrize("name", ["paramters", "parameter", "parametres"])
def test_the_nearest_name_is_told(name: str) -> None:
    assert did_you_mean(name, NAMES) == "; did you mean parameters?"
    assert instead_of(name, NAMES) == "; did you mean parameters?"


def test_all_are_told_where_none_is_near() -> None:
    assert did_you_mean("kind", NAMES) == ""
    assert instead_of("kind", NAMES) == "; there are: constructor, parameters, function"
    assert instead_of("kind", []) == ""


def test_nobody_misspells_a_name_of_thousands_of_characters() -> None:
    assert did_you_mean("parameters" * 1000, ["parameters" * 1000]) == ""


def test_of_several_unknown_names_the_first_is_explained() -> None:
    assert unknown_among(["function", "paramters", "kind"], NAMES) == (
        "paramters, kind; did you mean parameters?"
    )
    assert unknown_among(NAMES, NAMES) == ""
