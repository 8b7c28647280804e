"""Calls a module as it is, compiled, and in a gradient, and returns what became of its state."""

import jax.numpy as jnp
from flax import nnx


def by_name(state):
    """The arrays of a state by their dotted paths, whatever the types of its variables."""
    return {".".join(map(str, path)): leaf[...] for path, leaf in nnx.to_flat_state(state)}


def drive(submission, batches):
    centre = submission.Centre(features=batches.shape[-1])
    first = centre(batches[0])
    second = nnx.jit(lambda centre, x: centre(x))(centre, batches[1])
    gradients = nnx.grad(lambda centre: jnp.mean(centre(batches[2]) ** 2))(centre)
    return {
        "first": first,
        "second": second,
        "gradients": by_name(gradients),
        "statistics": by_name(nnx.state(centre, submission.Statistic)),
        "parameters": by_name(nnx.state(centre, nnx.Param)),
    }
