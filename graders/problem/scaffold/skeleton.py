"""Choosing and naming the content of a new problem."""

import json
import re
from dataclasses import dataclass
from keyword import iskeyword
from typing import Literal

from graders.problem.scaffold.class_ import FILES as OF_A_CLASS
from graders.problem.scaffold.driver import FILES as OF_A_DRIVER
from graders.problem.scaffold.function import function_files, function_texts
from graders.problem.scaffold.parameters import read_parameters

ProblemKind = Literal["function", "class", "driver"]

MAX_NAME_LENGTH = 80
MAX_TITLE_LENGTH = 120
_USUAL_PARAMETERS = "x, scale: float"
_FILES = {"class": OF_A_CLASS, "driver": OF_A_DRIVER}
_MARK = re.compile(r"@([A-Z_]+)@")


@dataclass(frozen=True, slots=True)
class NewProblem:
    """What is known of a problem before it is written.

    `name` is also the name of the function to write, or in capitals that of the class. Without a
    `title` the name makes it. `parameters` are those of a function, as Python writes them.
    """

    name: str
    kind: ProblemKind = "function"
    title: str | None = None
    parameters: str | None = None


def skeleton(new: NewProblem) -> dict[str, str]:
    """The files of a new problem, by path in its package: small, complete, passing its checks.

    Raises:
        ValueError: the name, the title or the parameters can't be used.
    """
    if not new.name.isidentifier() or not new.name.isascii() or iskeyword(new.name):
        raise ValueError(
            f"{new.name!r}: a problem's name is a Python identifier: letters, digits and "
            "underscores"
        )
    if len(new.name) > MAX_NAME_LENGTH:
        raise ValueError(f"a problem's name has {MAX_NAME_LENGTH} characters at most")
    words = new.name.replace("_", " ").split()
    title = " ".join(words).capitalize() if new.title is None else new.title.strip()
    if not title.isprintable() or not 1 <= len(title) <= MAX_TITLE_LENGTH:
        raise ValueError(f"a problem's title is one line of 1 to {MAX_TITLE_LENGTH} characters")
    texts = {
        "NAME": new.name,
        "TITLE": title,
        # TOML escapes what JSON does.
        "TITLE_IN_TOML": json.dumps(title, ensure_ascii=False),
        "CLASS": "".join(word[:1].upper() + word[1:] for word in words),
    }
    if new.kind == "function":
        given = _USUAL_PARAMETERS if new.parameters is None else new.parameters
        parameters = read_parameters(given)
        files = function_files(parameters)
        texts |= function_texts(parameters)
    elif new.parameters is not None:
        raise ValueError("parameters: only a function's can be chosen here")
    else:
        files = _FILES[new.kind]
    # At once: a text may look like a mark.
    return {path: _MARK.sub(lambda mark: texts[mark[1]], text) for path, text in files.items()}
