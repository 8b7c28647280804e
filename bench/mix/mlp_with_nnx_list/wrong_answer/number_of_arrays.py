import jax
from flax import nnx


class MLP(nnx.Module):
    def __init__(self, dims, rngs):
        self.layers = nnx.List([nnx.Linear(a, b, rngs=rngs) for a, b in zip(dims[:-1], dims[1:])])

    def __call__(self, x):
        for l in self.layers[:-1]:
            x = jax.nn.relu(l(x))
        return self.layers[-1](x)


def mlp_with_nnx_list(seed, x, num_hidden, hidden, outputs):
    dims = [x.shape[-1], *[int(hidden) for _ in range(int(num_hidden))], int(outputs)]
    model = MLP(dims, nnx.Rngs(int(seed)))
    params = nnx.state(model, nnx.Param)
    count = len(jax.tree.leaves(params))
    return model(x), count
