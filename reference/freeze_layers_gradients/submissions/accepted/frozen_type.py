"""Gives the frozen parameters a Variable type of their own, which nnx.grad leaves alone."""

import jax
import jax.numpy as jnp
from flax import nnx


class Frozen(nnx.Variable):
    pass


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

    for layer in model.layers[:frozen]:
        layer.kernel = Frozen(layer.kernel[...])
        layer.bias = Frozen(layer.bias[...])

    def loss_fn(model):
        return jnp.mean((model(x) - target) ** 2)

    return nnx.grad(loss_fn)(model)
