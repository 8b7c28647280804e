import jax.numpy as jnp
import optax
from flax import nnx


class Net(nnx.Module):
    def __init__(self, i, h, o, rngs):
        self.hidden = nnx.Linear(i, h, rngs=rngs)
        self.output = nnx.Linear(h, o, rngs=rngs)

    def __call__(self, x):
        return self.output(jnp.tanh(self.hidden(x)))


def train_step_with_optax(seed, x, target, hidden, learning_rate, num_steps):
    net = Net(x.shape[-1], int(hidden), target.shape[-1], nnx.Rngs(int(seed)))
    opt = nnx.Optimizer(net, optax.sgd(learning_rate, momentum=0.9), wrt=nnx.Param)

    @nnx.jit
    def loss_fn(net):
        return jnp.mean((net(x) - target) ** 2)

    losses = []
    for _ in range(int(num_steps)):
        grads = nnx.grad(loss_fn)(net)
        opt.update(net, grads)
        losses.append(loss_fn(net))
    return jnp.array(losses), nnx.state(net, nnx.Param)
