import jax.numpy as jnp
import optax
from flax import nnx


class Net(nnx.Module):
    def __init__(self, din, dh, dout, rngs):
        self.hidden = nnx.Linear(din, dh, rngs=rngs)
        self.output = nnx.Linear(dh, dout, rngs=rngs)

    def __call__(self, x):
        return self.output(jnp.tanh(self.hidden(x)))


def one_step(model, x, target, learning_rate):
    optimizer = nnx.Optimizer(model, optax.sgd(learning_rate, momentum=0.9), wrt=nnx.Param)

    def loss_fn(model):
        err = model(x) - target
        return jnp.mean(err * err)

    loss, grads = nnx.value_and_grad(loss_fn)(model)
    optimizer.update(model, grads)
    return loss


def train_step_with_optax(seed, x, target, hidden, learning_rate, num_steps):
    model = Net(x.shape[-1], int(hidden), target.shape[-1], nnx.Rngs(int(seed)))
    losses = [one_step(model, x, target, learning_rate) for _ in range(int(num_steps))]
    return jnp.stack(losses), nnx.state(model, nnx.Param)
