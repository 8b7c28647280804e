"""`nnx.Optimizer` with Adam, in a jitted step."""

import optax
from flax import nnx


@nnx.jit
def step(model, optimizer, v):
    loss, gradient = nnx.value_and_grad(lambda m: ((m(v) - v[:, :2]) ** 2).mean())(model)
    optimizer.update(model, gradient)
    return loss


def program(x):
    model = nnx.Linear(4, 2, rngs=nnx.Rngs(0))
    optimizer = nnx.Optimizer(model, optax.adam(0.05), wrt=nnx.Param)
    losses = [step(model, optimizer, x) for _ in range(3)]
    return losses, nnx.state(model), optimizer.step[...]
