"""Choosing and naming the content of a new problem."""

from typing import Literal

from graders.problem.scaffold.class_ import FILES as OF_A_CLASS
from graders.problem.scaffold.driver import FILES as OF_A_DRIVER
from graders.problem.scaffold.function import FILES as OF_A_FUNCTION

ProblemKind = Literal["function", "class", "driver"]
_FILES = {"function": OF_A_FUNCTION, "class": OF_A_CLASS, "driver": OF_A_DRIVER}


def skeleton(name: str, kind: ProblemKind = "function") -> dict[str, str]:
    """The files of a new problem, by path in its package."""
    words = name.replace("_", " ").split()
    title = " ".join(words).capitalize()
    class_name = "".join(word[:1].upper() + word[1:] for word in words)
    return {
        path: text.replace("@NAME@", name).replace("@TITLE@", title).replace("@CLASS@", class_name)
        for path, text in _FILES[kind].items()
    }
