import jax.numpy as jnp
import optax
from flax import nnx


class Model(nnx.Module):
    def __init__(self, din, dh, dout, rngs):
        self.hidden = nnx.Linear(din, dh, rngs=rngs)
        self.output = nnx.Linear(dh, dout, rngs=rngs)

    def __call__(self, x):
        return self.output(jnp.tanh(self.hidden(x)))


def train_step_with_optax(seed, x, target, hidden, learning_rate, num_steps):
    model = Model(x.shape[-1], int(hidden), target.shape[-1], nnx.Rngs(int(seed)))
    opt = nnx.Optimizer(model, optax.sgd(learning_rate), wrt=nnx.Param)
    losses = []
    for _ in range(int(num_steps)):
        loss, grads = nnx.value_and_grad(lambda m: jnp.mean((m(x) - target) ** 2))(model)
        opt.update(model, grads)
        losses.append(loss)
    return jnp.stack(losses), nnx.state(model, nnx.Param)
