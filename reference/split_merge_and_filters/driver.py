"""Takes a model apart, calls it twice as a compiled function of its parts, and differentiates."""

import jax
import jax.numpy as jnp
from flax import nnx
from given import Model


def by_name(state):
    """The arrays of a state by their dotted paths, whatever the types of its variables."""
    return {".".join(map(str, path)): leaf[...] for path, leaf in nnx.to_flat_state(state)}


def drive(submission, hidden, rngs, x):
    model = Model(x.shape[-1], hidden, rngs=rngs)
    graphdef, kernels, others, statistics, rest = submission.take_apart(model)
    parts = [by_name(state) for state in (kernels, others, statistics, rest)]
    call = jax.jit(submission.call)
    first, statistics, rest = call(graphdef, kernels, others, statistics, rest, x)
    second, statistics, rest = call(graphdef, kernels, others, statistics, rest, x)

    def loss(kernels):
        output, _, _ = call(graphdef, kernels, others, statistics, rest, x)
        return jnp.mean(output**2)

    gradients = jax.grad(loss)(kernels)
    return {
        "parts": dict(zip(("kernels", "others", "statistics", "rest"), parts, strict=True)),
        "outputs": [first, second],
        "statistics": by_name(statistics),
        "rest": by_name(rest),
        "gradients": by_name(gradients),
        "model": by_name(nnx.state(model)),
    }
