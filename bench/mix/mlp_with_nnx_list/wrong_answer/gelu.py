import jax
from flax import nnx


class MLP(nnx.Module):
    def __init__(self, dims, rngs):
        self.layers = nnx.List([nnx.Linear(a, b, rngs=rngs) for a, b in zip(dims[:-1], dims[1:])])

    @nnx.jit
    def __call__(self, x):
        for l in self.layers[:-1]:
            x = nnx.gelu(l(x))  # everybody uses gelu now
        return self.layers[-1](x)


def mlp_with_nnx_list(seed, x, num_hidden, hidden, outputs):
    dims = [x.shape[-1], *[int(hidden)] * int(num_hidden), int(outputs)]
    model = MLP(dims, nnx.Rngs(int(seed)))
    return model(x), sum(p.size for p in jax.tree.leaves(nnx.state(model, nnx.Param)))
