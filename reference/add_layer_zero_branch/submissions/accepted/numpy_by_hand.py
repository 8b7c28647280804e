"""Makes the layers with NNX, and computes with NumPy, forwards and backwards."""

import jax
import numpy as np
from flax import nnx


class Block(nnx.Module):
    def __init__(self, features, hidden, rngs):
        self.down = nnx.Linear(features, hidden, rngs=rngs)
        self.up = nnx.Linear(hidden, features, rngs=rngs)


class Network(nnx.Module):
    def __init__(self, sizes, n_blocks, hidden, rngs):
        self.layers = nnx.List([nnx.Linear(a, b, rngs=rngs) for a, b in zip(sizes, sizes[1:])])
        self.blocks = nnx.List([Block(sizes[-1], hidden, rngs) for _ in range(n_blocks)])


def add_layer_zero_branch(seed, x, num_old_layers, num_extra_layers, features, hidden):
    seed, n_old, n_extra, d, h = map(int, (seed, num_old_layers, num_extra_layers, features, hidden))
    sizes = [x.shape[-1]] + [d] * n_old
    small = Network(sizes, 0, h, nnx.Rngs(seed))
    big = Network(sizes, n_extra, h, nnx.Rngs(seed + 1000))
    big.layers = small.layers
    outs = [np.asarray(x)]
    for layer in big.layers:
        kernel, bias = np.asarray(layer.kernel[...]), np.asarray(layer.bias[...])
        outs.append(np.tanh(outs[-1] @ kernel + bias))
    y = outs[-1]  # the branches add zero, so that is what the blocks give
    for block in big.blocks:
        block.up.kernel.set_value(np.zeros((h, d), "float32"))
        block.up.bias.set_value(np.zeros(d, "float32"))
    state = nnx.state(big)

    grads = jax.tree.map(np.zeros_like, state)
    g = 2 * y
    for i, block in enumerate(big.blocks):
        kernel, bias = np.asarray(block.down.kernel[...]), np.asarray(block.down.bias[...])
        grads["blocks"][i]["up"]["kernel"].set_value(np.outer(np.maximum(y @ kernel + bias, 0), g))
        grads["blocks"][i]["up"]["bias"].set_value(g)
    for i in reversed(range(n_old)):
        g = g * (1 - outs[i + 1] ** 2)
        grads["layers"][i]["kernel"].set_value(np.outer(outs[i], g))
        grads["layers"][i]["bias"].set_value(g)
        g = np.asarray(big.layers[i].kernel[...]) @ g
    return y, state, grads
