"""Differentiates, and looks at what is kept for the backward pass."""

import jax
import jax.numpy as jnp
from flax import nnx
from given import Block


def drive(submission, hidden, depth, rngs, x):
    batch, features = x.shape
    blocks = nnx.List([Block(features, hidden, rngs=rngs) for _ in range(depth)])
    graphdef, parameters = nnx.split(blocks)

    def loss(parameters, x):
        output = submission.forward(nnx.merge(graphdef, parameters), x)
        return jnp.mean(output**2), output

    value, backward, output = jax.vjp(loss, parameters, x, has_aux=True)
    kept = [jnp.shape(array) for array in jax.tree.leaves(backward)]
    of_parameters, of_x = backward(jnp.ones_like(value))
    return {
        "output": output,
        "of_parameters": {
            ".".join(map(str, path)): leaf[...] for path, leaf in nnx.to_flat_state(of_parameters)
        },
        "of_x": of_x,
        "inside": kept.count((batch, hidden)),
        "between": kept.count((batch, features)) >= depth,
    }
