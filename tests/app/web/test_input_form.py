from app.web.input_form import Field, fields


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
