"""The gradients are those of the frozen layers

These are the gradients of the frozen layers. The filter says what to differentiate by, so that it has to be true for the other ones, from index num_frozen on."""

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
    frozen = int(num_frozen)
    trained = int(num_trained)
    model = MLP(x.shape[-1], frozen + trained, int(features), nnx.Rngs(int(seed)))

    def is_trained(path, value):
        return path[0] == "layers" and path[1] < frozen

    def loss_fn(model):
        return jnp.mean((model(x) - target) ** 2)

    grads = nnx.grad(loss_fn, argnums=nnx.DiffState(0, is_trained))(model)
    return grads
