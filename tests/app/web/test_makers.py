from app.web.makers import makers

GIVEN = """
from flax import nnx


class Classifier(nnx.Module):
    def __init__(self, rngs, inputs, *, classes=3):
        self.hidden = nnx.Linear(inputs, classes, rngs=rngs)


class Empty:
    pass


def momentum_of(key, inputs): ...


def _helper(x): ...
"""


def test_what_makes_arguments_is_told_as_it_is_called() -> None:
    assert makers(GIVEN) == [
        "Classifier(rngs, inputs, classes)",
        "Empty()",
        "momentum_of(key, inputs)",
    ]


def test_what_is_no_python_makes_nothing() -> None:
    assert makers("def f(:") == []
