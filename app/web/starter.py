"""What a learner's file begins as."""

from graders.problem.spec import EntryPoint

_IMPORTS = "import jax.numpy as jnp\nfrom flax import nnx\n"
# As formatters wrap.
_LINE = 88


def starter(entry_point: EntryPoint) -> str:
    """A file that defines the function, and leaves the rest to the learner."""
    head = f"def {entry_point.function}({', '.join(entry_point.parameters)}):"
    if len(head) > _LINE:
        parameters = "".join(f"    {name},\n" for name in entry_point.parameters)
        head = f"def {entry_point.function}(\n{parameters}):"
    return f"{_IMPORTS}\n\n{head}\n    raise NotImplementedError\n"
