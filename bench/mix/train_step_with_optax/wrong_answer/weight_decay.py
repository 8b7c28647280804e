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
    tx = optax.chain(
        optax.add_decayed_weights(1e-2),  # good practice
        optax.sgd(learning_rate, momentum=0.9),
    )
    opt = nnx.Optimizer(net, tx, wrt=nnx.Param)
    losses = []
    for _ in range(int(num_steps)):
        loss, grads = nnx.value_and_grad(lambda m: jnp.mean((m(x) - target) ** 2))(net)
        opt.update(net, grads)
        losses.append(loss)
    return jnp.array(losses), nnx.state(net, nnx.Param)
