"""Calls a model, takes gradients, and calls it again after a step of training."""

import jax
import optax
from flax import nnx


def by_shape(state):
    """The arrays of a state, whatever their names are; those with fewer axes come first."""
    return sorted(jax.tree.leaves(state), key=lambda array: (array.ndim, array.shape))


def drive(submission, vocabulary, features, rngs, tokens, following):
    model = submission.TiedModel(vocabulary=vocabulary, features=features, rngs=rngs)

    def loss_fn(model):
        return optax.softmax_cross_entropy_with_integer_labels(model(tokens), following).mean()

    new = model(tokens)
    gradients = nnx.grad(loss_fn)(model)
    optimizer = nnx.Optimizer(model, optax.sgd(0.5), wrt=nnx.Param)
    optimizer.update(model, gradients)
    return {"new": new, "gradients": by_shape(gradients), "trained": model(tokens)}
