"""What most submissions use, at every shape of the cases: layers, their parameters, a call."""

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
    y = x
    for layer in layers:
        for parameter in (layer.kernel, layer.bias):
            parameter[...] = parameter[...]
            parameter.value = jnp.array(parameter.value)
            parameter[...] = jnp.zeros_like(parameter[...]) + jnp.ones_like(parameter[...])
        y = nnx.relu(layer(y))
    nnx.update(layers, nnx.state(layers))
    square, line = (features, features), (features,)
    return [
        jnp.eye(features),
        jnp.identity(features),
        jnp.eye(features) + layers[1].kernel[...],
        *(make(shape) for make in (jnp.zeros, jnp.ones) for shape in (square, line)),
    ]
