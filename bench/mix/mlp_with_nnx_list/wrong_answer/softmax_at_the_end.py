import jax
import jax.numpy as jnp
from flax import nnx


class Classifier(nnx.Module):
    def __init__(self, n_in, num_hidden, hidden, n_classes, rngs):
        dims = [n_in] + num_hidden * [hidden]
        self.hidden_layers = nnx.List([nnx.Linear(a, b, rngs=rngs) for a, b in zip(dims, dims[1:])])
        self.head = nnx.Linear(dims[-1], n_classes, rngs=rngs)

    def __call__(self, x):
        for layer in self.hidden_layers:
            x = nnx.relu(layer(x))
        return jax.nn.softmax(self.head(x))


def mlp_with_nnx_list(seed, x, num_hidden, hidden, outputs):
    model = Classifier(x.shape[-1], int(num_hidden), int(hidden), int(outputs), nnx.Rngs(int(seed)))
    n_params = int(sum(jnp.size(p) for p in jax.tree.leaves(nnx.state(model, nnx.Param))))
    return model(x), n_params
