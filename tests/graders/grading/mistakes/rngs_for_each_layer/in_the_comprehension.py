"""Makes the source of keys where the layer is made."""

from flax import nnx


def build(n_in, width, depth, seed):
    return nnx.Sequential(
        *[nnx.Linear(n_in if k == 0 else width, width, rngs=nnx.Rngs(seed)) for k in range(depth)]
    )


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    seed, depth, width = int(seed), int(num_old_layers), int(features)
    small = build(x.shape[-1], width, depth, seed)
    big = build(x.shape[-1], width, depth + int(num_extra_layers), seed + 1000)
    for k, layer in enumerate(small.layers):
        big.layers[k] = layer
    return big(x)
