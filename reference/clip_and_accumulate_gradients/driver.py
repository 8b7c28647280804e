"""Trains a model by the learner's step, and returns what it said and what became of the model."""

import jax.numpy as jnp
import optax
from flax import nnx
from given import Model


def drive(submission, rngs, hidden, batches, max_norm, steps):
    model = Model(batches[0][0].shape[-1], hidden, rngs=rngs)
    optimizer = nnx.Optimizer(model, optax.sgd(0.1, momentum=0.9), wrt=nnx.Param)
    losses, norms = [], []
    for _ in range(steps):
        loss, norm = submission.train_step(model, optimizer, batches, max_norm)
        losses.append(jnp.asarray(loss, jnp.float32))
        norms.append(jnp.asarray(norm, jnp.float32))
    return {"losses": losses, "norms": norms, "model": nnx.state(model, nnx.Param)}
