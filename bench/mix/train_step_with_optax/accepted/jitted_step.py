import jax.numpy as jnp
import optax
from flax import nnx


class Model(nnx.Module):
    def __init__(self, din, dh, dout, rngs):
        self.hidden = nnx.Linear(din, dh, rngs=rngs)
        self.output = nnx.Linear(dh, dout, rngs=rngs)

    def __call__(self, x):
        return self.output(nnx.tanh(self.hidden(x)))


@nnx.jit
def train_step(model, optimizer, x, y):
    def loss_fn(m):
        return jnp.square(m(x) - y).mean()

    loss, grads = nnx.value_and_grad(loss_fn)(model)
    optimizer.update(model, grads)
    return loss


def train_step_with_optax(seed, x, target, hidden, learning_rate, num_steps):
    model = Model(x.shape[-1], int(hidden), target.shape[-1], nnx.Rngs(int(seed)))
    opt = nnx.Optimizer(model, optax.sgd(learning_rate, momentum=0.9), wrt=nnx.Param)
    losses = []
    for step in range(int(num_steps)):
        l = train_step(model, opt, x, target)
        print(f"step {step}: {l:.4f}")
        losses.append(l)
    return jnp.array(losses), nnx.state(model, nnx.Param)
