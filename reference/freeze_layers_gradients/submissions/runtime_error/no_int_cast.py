"""A float stands where an integer is needed

The numbers arrive as floats, and range(), nnx.Rngs and nnx.Linear take integers. Convert them with int() first."""

import jax
import jax.numpy as jnp
from flax import nnx


class MLP(nnx.Module):
    def __init__(self, d_in, n_layers, features, rngs):
        layers = []
        for i in range(n_layers):
            layers.append(nnx.Linear(d_in if i == 0 else features, features, rngs=rngs))
        self.layers = nnx.List(layers)

    def __call__(self, x):
        for layer in self.layers[:-1]:
            x = jnp.tanh(layer(x))
        return self.layers[-1](x)


def freeze_layers_gradients(seed, x, target, num_frozen, num_trained, features):
    frozen = num_frozen
    trained = num_trained
    model = MLP(x.shape[-1], frozen + trained, features, nnx.Rngs(seed))

    def is_trained(path, value):
        return path[0] == "layers" and path[1] >= frozen

    def loss_fn(model):
        return jnp.mean((model(x) - target) ** 2)

    grads = nnx.grad(loss_fn, argnums=nnx.DiffState(0, is_trained))(model)
    return grads
