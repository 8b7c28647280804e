"""What most submissions use, at every shape of the cases: a loss, its gradients, an optimizer."""

import jax
import jax.numpy as jnp
import optax
from flax import nnx


class Layers(nnx.Module):
    """Layers of the shapes that occur."""

    def __init__(self, inputs, size, rngs):
        self.first = nnx.Linear(inputs, size, rngs=rngs)
        self.second = nnx.Linear(size, 1, rngs=rngs)

    def __call__(self, x):
        return self.second(jnp.tanh(self.first(x)))


def warm_up(rngs, x, target, hidden):
    model = Layers(x.shape[-1], hidden, rngs)
    batch, wanted = x[0], target[0]

    def loss_fn(model):
        return jnp.mean((model(batch) - wanted) ** 2)

    loss, grads = nnx.value_and_grad(loss_fn)(model)
    for tx in (optax.sgd(0.25), optax.adam(0.25)):
        optimizer = nnx.Optimizer(model, tx, wrt=nnx.Param)
        optimizer.update(model, grads)
    losses = [loss] * len(x)
    results = [jnp.stack(losses), jnp.array(losses), jnp.zeros(len(x)), jnp.arange(len(x))]
    results += [one for pair in zip(x, target, strict=True) for one in pair]
    return [*results, *jax.tree.leaves(jax.tree.map(jnp.zeros_like, nnx.state(model)))]
