"""What most submissions use, at every shape of the cases: layers, their parameters, calls."""

import jax.numpy as jnp
from flax import nnx


def warm_up(seed, x, num_old_layers, num_extra_layers, features, hidden):
    features, hidden = int(features), int(hidden)
    rngs = nnx.Rngs(int(seed))
    first = nnx.Linear(x.shape[-1], features, rngs=rngs)
    layers = nnx.List(
        [
            first,
            nnx.Linear(features, features, rngs=rngs),
            nnx.Linear(features, hidden, rngs=rngs),
            nnx.Linear(hidden, features, rngs=rngs),
        ]
    )
    y, results = x, []
    for layer in layers:
        for parameter in (layer.kernel, layer.bias):
            parameter[...] = parameter[...]
            parameter.value = jnp.array(parameter.value)
            zeros = jnp.zeros_like(parameter[...])
            results += [zeros, jnp.zeros(zeros.shape)]
        y = layer(y)
        results += [jnp.tanh(y), nnx.relu(y), y + y]
    nnx.update(layers, nnx.state(layers))
    return results
