import jax
import jax.numpy as jnp
from flax import nnx


class M(nnx.Module):
    def __init__(self, a, b, c, rngs):
        self.hidden = nnx.Linear(a, b, rngs=rngs)
        self.output = nnx.Linear(b, c, rngs=rngs)

    def __call__(self, x):
        h = jnp.tanh(self.hidden(x))
        return self.output(h)


def train_step_with_optax(seed, x, target, hidden, learning_rate, num_steps):
    model = M(x.shape[-1], int(hidden), target.shape[-1], nnx.Rngs(int(seed)))
    graphdef, params = nnx.split(model, nnx.Param)

    def loss_fn(params):
        pred = nnx.merge(graphdef, params)(x)
        return ((pred - target) ** 2).mean()

    vg = jax.jit(jax.value_and_grad(loss_fn))
    v = jax.tree.map(jnp.zeros_like, params)
    losses = []
    for _ in range(int(num_steps)):
        loss, g = vg(params)
        v = jax.tree.map(lambda vv, gg: 0.9 * vv + gg, v, g)
        params = jax.tree.map(lambda p, vv: p - learning_rate * vv, params, v)
        losses.append(loss)
    return jnp.stack(losses), params
