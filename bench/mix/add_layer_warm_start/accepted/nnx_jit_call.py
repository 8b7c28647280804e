from flax import nnx
import jax.numpy as jnp


class Net(nnx.Module):
    def __init__(self, sizes, rngs):
        layers = []
        for i in range(len(sizes) - 1):
            layers.append(nnx.Linear(sizes[i], sizes[i + 1], rngs=rngs))
        self.layers = nnx.List(layers)

    @nnx.jit
    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    num_old_layers, num_extra_layers, features = (
        int(num_old_layers),
        int(num_extra_layers),
        int(features),
    )
    d = x.shape[0]
    small = Net([d] + [features] * num_old_layers, nnx.Rngs(int(seed)))
    big = Net([d] + [features] * (num_old_layers + num_extra_layers), nnx.Rngs(int(seed) + 1000))

    for i in range(num_old_layers):
        big.layers[i].kernel.value = small.layers[i].kernel.value
        big.layers[i].bias.value = small.layers[i].bias.value

    return big(x)
