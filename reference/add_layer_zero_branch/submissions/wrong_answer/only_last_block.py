"""Only the last block starts at zero

Only the last block starts at zero. Set up to zero in every one of the added blocks."""

import jax.numpy as jnp
from flax import nnx


class Block(nnx.Module):
    def __init__(self, features, hidden, rngs):
        self.down = nnx.Linear(features, hidden, rngs=rngs)
        self.up = nnx.Linear(hidden, features, rngs=rngs)

    def __call__(self, x):
        return x + self.up(nnx.relu(self.down(x)))


class Network(nnx.Module):
    def __init__(self, d_in, n_layers, n_blocks, features, hidden, rngs):
        layers = []
        for i in range(n_layers):
            layers.append(nnx.Linear(d_in if i == 0 else features, features, rngs=rngs))
        self.layers = nnx.List(layers)
        self.blocks = nnx.List([Block(features, hidden, rngs) for _ in range(n_blocks)])

    def __call__(self, x):
        for layer in self.layers:
            x = jnp.tanh(layer(x))
        for block in self.blocks:
            x = block(x)
        return x


def add_layer_zero_branch(seed, x, num_old_layers, num_extra_layers, features, hidden):
    seed = int(seed)
    n_old = int(num_old_layers)
    n_extra = int(num_extra_layers)
    features = int(features)
    hidden = int(hidden)
    small = Network(x.shape[-1], n_old, 0, features, hidden, nnx.Rngs(seed))
    big = Network(x.shape[-1], n_old, n_extra, features, hidden, nnx.Rngs(seed + 1000))
    for i in range(n_old):
        big.layers[i].kernel[...] = small.layers[i].kernel[...]
        big.layers[i].bias[...] = small.layers[i].bias[...]
    for block in big.blocks[-1:]:
        block.up.kernel[...] = jnp.zeros((hidden, features))
        block.up.bias[...] = jnp.zeros(features)

    def loss(model):
        return jnp.sum(model(x) ** 2)

    return big(x), nnx.state(big), nnx.grad(loss)(big)
