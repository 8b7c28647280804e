"""A loop that goes one too far, over tuples: what it raises has many other causes."""

from flax import nnx


def mlp(inputs, depth, width, seed):
    rngs = nnx.Rngs(seed)
    sizes = (inputs,) + (width,) * depth
    return tuple(nnx.Linear(*pair, rngs=rngs) for pair in zip(sizes, sizes[1:]))


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    old = int(num_old_layers)
    small = mlp(x.shape[0], old, int(features), int(seed))
    big = mlp(x.shape[0], old + int(num_extra_layers), int(features), int(seed) + 1000)
    for i in range(old + 1):
        big[i].kernel[...] = small[i].kernel[...]
        big[i].bias[...] = small[i].bias[...]
    for layer in big:
        x = layer(x)
    return x
