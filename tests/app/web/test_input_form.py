import pytest

from app.web.input_form import Field, fields, kinds


def test_a_samples_arguments_fill_the_form() -> None:
    sample = {
        "x": {"dtype": "float32", "values": [1.0, "NaN"]},
        "scale": 2.0,
        "count": 2,
        "key": {"key": 7},
        "rngs": {"rngs": 7},
        "streams": {"rngs": {"params": 7, "dropout": 8}},
    }
    assert fields(["x", "scale", "count", "key", "rngs", "streams"], sample) == [
        Field("x", "float32", '[1.0, "NaN"]'),
        Field("scale", "number", "2.0"),
        Field("count", "number", "2"),
        Field("key", "key", "7"),
        Field("rngs", "rngs", "7"),
        Field("streams", "rngs", '{"params": 7, "dropout": 8}'),
    ]


def test_without_a_sample_it_is_empty() -> None:
    assert fields(["x"], None) == [Field("x", "number", "")]


@pytest.mark.parametrize(
    ("argument", "kind", "value"),
    [
        ("relu", "text", "relu"),
        ("NaN", "number", '"NaN"'),
        ({"none": True}, "none", ""),
        ({"list": [1.0, {"key": 3}]}, "list", '[1.0, {"key": 3}]'),
        ({"tuple": []}, "tuple", "[]"),
        ({"dict": {"a": "b"}}, "dict", '{"a": "b"}'),
    ],
)
def test_every_kind_of_argument_has_its_field(argument: object, kind: str, value: str) -> None:
    assert fields(["x"], {"x": argument}) == [Field("x", kind, value)]
    assert kind in kinds(x64=False)


def test_wide_arrays_are_for_problems_that_have_them() -> None:
    assert set(kinds(x64=True)) - set(kinds(x64=False)) == {"float64", "int64", "uint64"}
