"""The initial content of a learner's file."""

from graders.problem.spec import EntryPoint

_IMPORTS = "import jax.numpy as jnp\nfrom flax import nnx\n"
# The line length of formatters.
_LINE = 88


def starter(entry_point: EntryPoint) -> str:
    """Return a file that declares the function and leaves its body to the learner."""
    head = f"def {entry_point.function}({', '.join(entry_point.parameters)}):"
    if len(head) > _LINE:
        parameters = "".join(f"    {name},\n" for name in entry_point.parameters)
        head = f"def {entry_point.function}(\n{parameters}):"
    return f"{_IMPORTS}\n\n{head}\n    raise NotImplementedError\n"
