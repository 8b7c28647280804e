import jax
import jax.numpy as jnp
from flax import nnx


class Layer(nnx.Module):
    """my own linear layer around the real one"""

    def __init__(self, a, b, rngs, act=True):
        self.lin = nnx.Linear(a, b, rngs=rngs)
        self.act = act

    def __call__(self, x):
        y = self.lin(x)
        return nnx.relu(y) if self.act else y


class MLP(nnx.Module):
    def __init__(self, layers):
        self.layers = nnx.List(layers)

    def __call__(self, row):
        for layer in self.layers:
            row = layer(row)
        return row


def mlp_with_nnx_list(seed, x, num_hidden, hidden, outputs):
    rngs = nnx.Rngs(int(seed))
    sizes = [x.shape[-1]] + [int(hidden)] * int(num_hidden)
    layers = [Layer(a, b, rngs) for a, b in zip(sizes, sizes[1:])]
    layers.append(Layer(sizes[-1], int(outputs), rngs, act=False))
    model = MLP(layers)
    y = jnp.stack([model(row) for row in x])
    sizes = jax.tree.map(lambda p: p.size, nnx.state(model, nnx.Param))
    return y, jax.tree.reduce(lambda a, b: a + b, sizes)
