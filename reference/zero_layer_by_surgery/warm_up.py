"""What most submissions use, at every shape of the cases: layers, their parameters, a call."""

import jax
import jax.numpy as jnp
from flax import nnx


def warm_up(seed, x, num_layers, features, index):
    features = int(features)
    rngs = nnx.Rngs(int(seed))
    layers = nnx.List(
        [
            nnx.Linear(x.shape[-1], features, rngs=rngs),
            nnx.Linear(features, features, rngs=rngs),
        ]
    )
    y, results = x, []
    for layer in layers:
        y = layer(y)
        results += [nnx.relu(y), y + nnx.relu(y)]
        for parameter in (layer.kernel, layer.bias):
            array = parameter[...]
            parameter[...] = array
            parameter.value = jnp.array(parameter.value)
            results += [jnp.zeros_like(array), jnp.zeros(array.shape)]
            results += [array * 0, array * 0.0]
    _, state = nnx.split(layers)
    nnx.update(layers, jax.tree.map(jnp.copy, state))
    return results
