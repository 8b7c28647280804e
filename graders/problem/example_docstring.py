"""What an example of a mistake says in its docstring: the mistake's title and its hint."""

import ast
import inspect
import re
import warnings

from graders.core.verdict import title_from

# As long as a heading, and a row of a table, stays on one line.
MAX_TITLE_CHARACTERS = 60
# A docstring as nearly all have it: in three double quotes, alone on its lines, below comments.
_USUAL_DOCSTRING = re.compile(
    r'(?:[ \t]*(?:#[^\n]*)?\n)*(r?"""(?:[^\\"]|\\.|"(?!""))*""")[ \t]*(?:\n|\Z)', re.DOTALL
)


def title_and_hint(source: str, mistake: str) -> tuple[str, str | None]:
    """The title of the mistake that a source makes, and the hint; None without a docstring.

    As in PEP 257, the title is the docstring's first line, if an empty line follows. It is of at
    most `MAX_TITLE_CHARACTERS`. A docstring without one is the hint as a whole, and the title is
    made from the mistake's name.
    """
    docstring = _module_docstring(source)
    if docstring is None:
        return title_from(mistake), None
    title, _, hint = docstring.partition("\n\n")
    if not hint or "\n" in title or len(title) > MAX_TITLE_CHARACTERS:
        return title_from(mistake), docstring
    return title, hint.lstrip("\n")


def _module_docstring(source: str) -> str | None:
    # To parse all of every example would be most of the time of reading a folder of problems.
    usual = _USUAL_DOCSTRING.match(source)
    try:
        with warnings.catch_warnings():
            # An invalid escape in a learner's code does not concern the caller.
            warnings.simplefilter("ignore")
            if usual is not None:
                return inspect.cleandoc(ast.literal_eval(usual[1])) or None
            return ast.get_docstring(ast.parse(source)) or None
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
