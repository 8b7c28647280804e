"""Makes the added layers with initializers that give the identity and zeros."""

import jax.numpy as jnp
from flax import nnx


def identity(key, shape, dtype=jnp.float32, **_):
    return jnp.eye(*shape, dtype=dtype)


class MLP(nnx.Module):
    def __init__(self, d_in, n_old, n_extra, features, rngs):
        sizes = [d_in] + [features] * n_old
        self.layers = nnx.List([nnx.Linear(a, b, rngs=rngs) for a, b in zip(sizes, sizes[1:])])
        for _ in range(n_extra):
            self.layers.append(
                nnx.Linear(
                    features,
                    features,
                    kernel_init=identity,
                    bias_init=nnx.initializers.zeros_init(),
                    rngs=rngs,
                )
            )

    def __call__(self, x):
        for layer in self.layers:
            x = nnx.relu(layer(x))
        return x


def add_layer_identity_init(seed, x, num_old_layers, num_extra_layers, features):
    # the old layers come first, so that the same seed gives them the small model's values
    n_old, n_extra, features = int(num_old_layers), int(num_extra_layers), int(features)
    big = MLP(x.shape[-1], n_old, n_extra, features, nnx.Rngs(int(seed)))
    return big(x), nnx.state(big)
