import jax.numpy as jnp
from flax import nnx


class Model(nnx.Module):
    def __init__(self, d_in, n, f, rngs):
        self.embed = nnx.Linear(d_in, f, rngs=rngs)
        self.layers = nnx.List([nnx.Linear(f, f, rngs=rngs) for _ in range(n)])

    def __call__(self, x):
        x = self.embed(x)
        for layer in self.layers:
            x = nnx.relu(x + layer(x))
        return x


def zero_layer_by_surgery(seed, x, num_layers, features, index):
    model = Model(x.shape[-1], int(num_layers), int(features), nnx.Rngs(int(seed)))
    before = model(x)
    layer = model.layers[int(index)]
    layer.kernel[...] = jnp.zeros_like(layer.kernel[...])
    layer.bias[...] = jnp.zeros_like(layer.bias[...])
    return before, model(x), nnx.state(model)
