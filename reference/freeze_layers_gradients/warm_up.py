"""What most submissions use, at every shape of the cases: layers, a loss, its gradients."""

import jax
import jax.numpy as jnp
from flax import nnx


class Pair(nnx.Module):
    """The first layer's shapes and those of the others."""

    def __init__(self, inputs, features, rngs):
        self.first = nnx.Linear(inputs, features, rngs=rngs)
        self.middle = nnx.Linear(features, features, rngs=rngs)
        self.last = nnx.Linear(features, features, rngs=rngs)

    def __call__(self, x):
        """The last layer's output."""
        return self.last(jnp.tanh(self.middle(jnp.tanh(self.first(x)))))


def warm_up(seed, x, target, num_frozen, num_trained, features):
    model = Pair(x.shape[-1], int(features), nnx.Rngs(int(seed)))
    alone = nnx.Linear(x.shape[-1], int(features), rngs=nnx.Rngs(int(seed)))

    def mean(model):
        return ((model(x) - target) ** 2).mean()

    def mean_of_square(model):
        return jnp.mean(jnp.square(model(x) - target))

    def half_the_sum(model):
        return 0.5 * jnp.sum((model(x) - target) ** 2)

    results = []
    for loss in (mean, mean_of_square, half_the_sum):
        for differentiated in (model, alone):
            results += [nnx.grad(loss)(differentiated), nnx.value_and_grad(loss)(differentiated)]
        for path in ("first", "middle", "last"):
            wrt = nnx.DiffState(0, nnx.PathContains(path))
            results.append(nnx.grad(loss, argnums=wrt)(model))
            graphdef, some, others = nnx.split(model, nnx.PathContains(path), ...)
            results.append(
                jax.grad(lambda s, g=graphdef, o=others, loss=loss: loss(nnx.merge(g, s, o)))(some)
            )
    return [[array + 0 for array in jax.tree.leaves(result)] for result in results]
