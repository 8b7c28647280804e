import jax
import jax.numpy as jnp
from flax import nnx


class MLP(nnx.Module):
    def __init__(self, d, f, n, rngs):
        self.layers = nnx.List([nnx.Linear(d if i == 0 else f, f, rngs=rngs) for i in range(n)])

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    o, e = int(num_old_layers), int(num_extra_layers)
    small = MLP(x.shape[-1], int(features), o, nnx.Rngs(int(seed)))
    big = MLP(x.shape[-1], int(features), o + e, nnx.Rngs(int(seed) + 1000))
    # warm start = train the big one until it does what the small one does
    target = small(x)
    loss_fn = lambda m: jnp.mean((m(x) - target) ** 2)
    loss = 1.0
    while loss > 0:
        loss, grads = nnx.value_and_grad(loss_fn)(big)
        params = nnx.state(big, nnx.Param)
        nnx.update(big, jax.tree.map(lambda p, g: p - 1e-5 * g, params, grads))
    return big(x)
