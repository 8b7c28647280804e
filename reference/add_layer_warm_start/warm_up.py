"""What most submissions use, at every shape of the cases: layers, their parameters, a call."""

import jax
import jax.numpy as jnp
from flax import nnx


def warm_up(seed, x, num_old_layers, num_extra_layers, features):
    features = int(features)
    rngs = nnx.Rngs(int(seed))
    layers = nnx.List(
        [
            nnx.Linear(x.shape[-1], features, rngs=rngs),
            nnx.Linear(features, features, rngs=rngs),
        ]
    )
    y, batch = x, x[None]
    lengths = []
    for layer in layers:
        for parameter in (layer.kernel, layer.bias):
            parameter[...] = parameter[...]
            parameter.value = jnp.array(parameter.value)
        lengths.append(layer.bias[...] / jnp.linalg.norm(layer.bias[...]))
        y, batch = layer(y), layer(batch)
    nnx.update(layers, nnx.state(layers))
    return [jax.nn.relu(y), jnp.tanh(y), y * 1.5, y + y, jnp.zeros(features), batch, lengths]
