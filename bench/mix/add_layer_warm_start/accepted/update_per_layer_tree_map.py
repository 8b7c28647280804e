import jax
import jax.numpy as jnp
from flax import nnx


class MLP(nnx.Module):
    def __init__(self, in_features: int, features: int, depth: int, rngs: nnx.Rngs):
        self.layers = nnx.List(
            nnx.Linear(features if i else in_features, features, rngs=rngs) for i in range(depth)
        )

    def __call__(self, x: jax.Array) -> jax.Array:
        for layer in self.layers:
            x = layer(x)
        return x


def copy_layer(src: nnx.Linear, dst: nnx.Linear) -> None:
    state = jax.tree.map(jnp.copy, nnx.state(src))
    nnx.update(dst, state)


def add_layer_warm_start(
    seed: float, x: jax.Array, num_old_layers: float, num_extra_layers: float, features: float
) -> jax.Array:
    n_old = int(num_old_layers)
    small = MLP(x.shape[-1], int(features), n_old, nnx.Rngs(int(seed)))
    big = MLP(x.shape[-1], int(features), n_old + int(num_extra_layers), nnx.Rngs(int(seed) + 1000))
    for i in range(n_old):
        copy_layer(small.layers[i], big.layers[i])
    return big(x)
