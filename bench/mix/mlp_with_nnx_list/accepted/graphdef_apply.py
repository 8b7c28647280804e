import functools

import jax
import numpy as np
from flax import nnx


class MLP(nnx.Module):
    def __init__(self, sizes, *, rngs):
        self.layers = nnx.List()
        for a, b in zip(sizes[:-1], sizes[1:]):
            self.layers.append(nnx.Linear(a, b, rngs=rngs))

    def __call__(self, x):
        for layer in self.layers[:-1]:
            x = jax.nn.relu(layer(x))
        return self.layers[-1](x)


@functools.partial(jax.jit, static_argnums=0)
def forward(graphdef, state, x):
    return nnx.merge(graphdef, state)(x)


def mlp_with_nnx_list(seed, x, num_hidden, hidden, outputs):
    sizes = (x.shape[-1], *([int(hidden)] * int(num_hidden)), int(outputs))
    graphdef, state = nnx.split(MLP(sizes, rngs=nnx.Rngs(int(seed))))
    total = 0
    for leaf in jax.tree_util.tree_leaves(state):
        total += int(np.prod(leaf.shape))
    return forward(graphdef, state, x), total
