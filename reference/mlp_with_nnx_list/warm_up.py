"""What most submissions use, at every shape of the cases: layers and activations."""

import jax.numpy as jnp
from flax import nnx


def warm_up(seed, x, num_hidden, hidden, outputs):
    hidden, outputs = int(hidden), int(outputs)
    rngs = nnx.Rngs(int(seed))
    inputs = x.shape[-1]
    first = nnx.Linear(inputs, hidden, rngs=rngs)
    between = nnx.Linear(hidden, hidden, rngs=rngs)
    last = nnx.Linear(hidden, outputs, rngs=rngs)
    alone = nnx.Linear(inputs, outputs, rngs=rngs)
    results = []
    for layer, given in (
        (first, x),
        (between, first(x)),
        (last, first(x)),
        (alone, x),
    ):
        y = layer(given)
        results += [nnx.relu(y), jnp.maximum(y, 0), given @ layer.kernel[...] + layer.bias[...]]
    return results
