"""What most submissions use, at every shape of the cases: a loss, its gradients, an optimizer."""

import jax
import jax.numpy as jnp
import optax
from flax import nnx


class Shapes(nnx.Module):
    """Layers of the shapes that occur."""

    def __init__(self, inputs, hidden, outputs, rngs):
        self.first = nnx.Linear(inputs, hidden, rngs=rngs)
        self.last = nnx.Linear(hidden, outputs, rngs=rngs)

    def __call__(self, x):
        """The last layer's output."""
        return self.last(jnp.tanh(self.first(x)))


def warm_up(seed, x, target, hidden, learning_rate, num_steps):
    model = Shapes(x.shape[-1], int(hidden), target.shape[-1], nnx.Rngs(int(seed)))

    def mean(model):
        return ((model(x) - target) ** 2).mean()

    def mean_of_square(model):
        return jnp.mean(jnp.square(model(x) - target))

    def half_the_sum(model):
        return 0.5 * jnp.sum((model(x) - target) ** 2)

    results = []
    for loss_fn in (mean, mean_of_square, half_the_sum):
        loss, grads = nnx.value_and_grad(loss_fn)(model)
        results += [loss_fn(model), *jax.tree.leaves(nnx.grad(loss_fn)(model))]
        for momentum in (None, 0.5):
            optimizer = nnx.Optimizer(model, optax.sgd(0.25, momentum=momentum), wrt=nnx.Param)
            optimizer.update(model, grads)
    values = jax.tree.leaves(nnx.state(model))
    results += [make(v) for v in values for make in (jnp.zeros_like, jnp.negative, jnp.copy)]
    results += [0.5 * v for v in values]
    results += [v + 0.5 * v for v in values] + [v - 0.5 * v for v in values]
    losses = [loss] * int(num_steps)
    return [*results, jnp.stack(losses), jnp.array(losses), jnp.asarray(losses), loss * 1.0]
