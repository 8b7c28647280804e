import jax
from flax import nnx


class MLP(nnx.Module):
    def __init__(self, n_in, n_hidden, hidden, n_out, rngs):
        layers = []
        d = n_in
        for _ in range(n_hidden):
            layers.append(nnx.Linear(d, hidden, rngs=rngs))
            d = hidden
        layers.append(nnx.Linear(d, n_out, rngs=rngs))
        self.layers = nnx.List(layers)

    def __call__(self, x):
        *hidden, out = self.layers
        for layer in hidden:
            x = nnx.relu(layer(x))
        return out(x)


def mlp_with_nnx_list(seed, x, num_hidden, hidden, outputs):
    model = MLP(x.shape[-1], int(num_hidden), int(hidden), int(outputs), nnx.Rngs(int(seed)))
    count = sum(p.size for p in jax.tree.leaves(nnx.state(model, nnx.Param)))
    return model(x), count
