import jax
from flax import nnx


class MLP(nnx.Module):
    def __init__(self, i, f, n, rngs):
        self.layers = nnx.List([nnx.Linear(i if k == 0 else f, f, rngs=rngs) for k in range(n)])

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


@jax.jit
def copy_params(small_state, big_state):
    # under jit this builds new arrays
    n = len(small_state["layers"])
    for i in range(n):
        big_state["layers"][i]["kernel"][...] = small_state["layers"][i]["kernel"][...]
        big_state["layers"][i]["bias"][...] = small_state["layers"][i]["bias"][...]
    return big_state


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    small = MLP(x.shape[-1], int(features), int(num_old_layers), nnx.Rngs(int(seed)))
    big = MLP(
        x.shape[-1],
        int(features),
        int(num_old_layers) + int(num_extra_layers),
        nnx.Rngs(int(seed) + 1000),
    )
    graphdef, state = nnx.split(big)
    copy_params(nnx.state(small), state)
    return big(x)
