import jax
import jax.numpy as jnp
import optax
from flax import nnx


class MLP(nnx.Module):
    def __init__(self, din, dhid, dout, *, rngs):
        self.hidden, self.output = nnx.Linear(din, dhid, rngs=rngs), nnx.Linear(dhid, dout, rngs=rngs)

    def __call__(self, x):
        return self.output(jnp.tanh(self.hidden(x)))


def train_step_with_optax(seed, x, target, hidden, learning_rate, num_steps):
    model = MLP(x.shape[-1], int(hidden), target.shape[-1], rngs=nnx.Rngs(int(seed)))
    tx = optax.sgd(learning_rate, momentum=0.9)
    graphdef, params = nnx.split(model, nnx.Param)

    def loss_fn(p):
        return jnp.mean((nnx.merge(graphdef, p)(x) - target) ** 2)

    def step(carry, _):
        p, s = carry
        loss, g = jax.value_and_grad(loss_fn)(p)
        updates, s = tx.update(g, s, p)
        return (optax.apply_updates(p, updates), s), loss

    (params, _), losses = jax.lax.scan(step, (params, tx.init(params)), length=int(num_steps))
    return losses, params
