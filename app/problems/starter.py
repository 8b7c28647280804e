"""The initial content of a learner's file, where a problem brings none of its own."""

from textwrap import indent

from graders.problem.entry_point import EntryPoint

_IMPORTS = "import jax.numpy as jnp\nfrom flax import nnx\n"
_BODY = "raise NotImplementedError"
# The line length of formatters.
_LINE = 88


def starter(entry_point: EntryPoint) -> str:
    """Return a file that declares what is asked for and leaves the bodies to the learner."""
    if entry_point.class_ is not None:
        parts = [_class(entry_point.class_, entry_point)]
    elif entry_point.function is not None:
        parts = [_function(entry_point.function, entry_point.parameters)]
    else:
        # Only the problem's driver knows what it passes.
        parts = [_function(name, ["*arguments"]) for name in entry_point.defines]
    return "\n\n".join([_IMPORTS, *parts])


def _class(name: str, entry_point: EntryPoint) -> str:
    given = entry_point.constructor
    # As in NNX itself, `rngs` is passed by name only.
    to_constructor = ["self", *(each for each in given if each != "rngs")]
    to_constructor += ["*", "rngs"] if "rngs" in given else []
    to_call = ["self", *entry_point.parameters[len(given) :]]
    methods = [_function("__init__", to_constructor), _function("__call__", to_call)]
    body = "\n".join(indent(each, "    ") for each in methods)
    return f"class {name}(nnx.Module):\n{body}"


def _function(name: str, parameters: list[str]) -> str:
    head = f"def {name}({', '.join(parameters)}):"
    if len(head) > _LINE:
        lines = "".join(f"    {each},\n" for each in parameters)
        head = f"def {name}(\n{lines}):"
    return f"{head}\n    {_BODY}\n"
