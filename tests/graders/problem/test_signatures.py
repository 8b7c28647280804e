import pytest

from graders.problem.signatures import definitions, parsed, signature_in

CLASS = "class A:\n    def __init__(self, {}):\n        pass\n"


def refusals(source: str, *given: str, name: str = "A") -> list[str]:
    signature = signature_in(parsed(source), name)
    assert signature is not None
    return list(signature.refusals(given))


@pytest.mark.parametrize(
    ("parameters", "given", "said"),
    [
        ("features, rngs", ["features", "rngs"], []),
        ("features, *, rngs", ["rngs", "features"], []),
        ("features, rngs=None", ["features"], []),
        ("features, *, rngs=None", ["features"], []),
        ("features, **rest", ["features", "anything"], []),
        (
            "features, rngs",
            ["features", "nnx_rngs"],
            ["takes no nnx_rngs; did you mean rngs?", "needs rngs"],
        ),
        ("features, *, rngs", ["features"], ["needs rngs"]),
        ("features", ["features", "feature"], ["takes no feature"]),
        ("*sizes", ["features"], ["takes no features"]),
    ],
)
def test_what_a_constructor_takes(parameters: str, given: list[str], said: list[str]) -> None:
    assert refusals(CLASS.format(parameters), *given) == said


def test_what_a_function_takes() -> None:
    source = "def f(key, count=1):\n    pass\n"
    assert refusals(source, "key", name="f") == []
    assert refusals(source, "kye", name="f") == ["takes no kye; did you mean key?", "needs key"]


@pytest.mark.parametrize(
    "source",
    [
        "class B:\n    pass\n",
        "class A(B):\n    pass\n",
        "class A(metaclass=M):\n    def __init__(self, x):\n        pass\n",
        "@dataclass\n" + CLASS.format("x"),
        CLASS.format("x, /"),
        CLASS.format("x").replace("    def", "    @wrap\n    def"),
        CLASS.format("x") + "A = wrap(A)\n",
        CLASS.format("x") + CLASS.format("y"),
        CLASS.format("x") + "if True:\n    from b import A\n",
        CLASS.format("x") + "try:\n    class A: ...\nexcept E:\n    pass\n",
    ],
)
def test_what_the_text_does_not_tell(source: str) -> None:
    assert signature_in(parsed(source), "A") is None


def test_a_use_of_it_binds_nothing() -> None:
    assert refusals(CLASS.format("x") + "one = A(1)\n", "x") == []


@pytest.mark.parametrize("source", ["def f(", "x = " + "-" * 50_000 + "1", "a\0"])
def test_what_is_not_python(source: str) -> None:
    with pytest.raises(ValueError, match="not Python"):
        parsed(source)


def test_definitions() -> None:
    assert definitions(parsed("import b\ndef f(): ...\nclass A: ...\nx = 1\n")) == {"f", "A"}
