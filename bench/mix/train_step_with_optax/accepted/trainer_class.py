from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax import nnx


class Batch(NamedTuple):
    x: jax.Array
    y: jax.Array


class MLP(nnx.Module):
    def __init__(self, n_in: int, n_hidden: int, n_out: int, rngs: nnx.Rngs):
        self.hidden = nnx.Linear(n_in, n_hidden, rngs=rngs)
        self.output = nnx.Linear(n_hidden, n_out, rngs=rngs)

    def __call__(self, x):
        return self.output(jnp.tanh(self.hidden(x)))


def mse(model: MLP, batch: Batch):
    return optax.squared_error(model(batch.x), batch.y).mean()


class Trainer:
    def __init__(self, model, lr):
        self.model = model
        self.optimizer = nnx.Optimizer(model, optax.sgd(lr, momentum=0.9), wrt=nnx.Param)
        self.history = []

    def fit(self, batch, steps):
        grad_fn = nnx.value_and_grad(mse)
        for _ in range(steps):
            loss, grads = grad_fn(self.model, batch)
            self.optimizer.update(self.model, grads)
            self.history.append(float(loss))
        return self


def train_step_with_optax(seed, x, target, hidden, learning_rate, num_steps):
    model = MLP(x.shape[-1], int(hidden), target.shape[-1], nnx.Rngs(int(seed)))
    trainer = Trainer(model, learning_rate).fit(Batch(x, target), int(num_steps))
    return np.array(trainer.history, dtype=np.float32), nnx.state(model, nnx.Param)
