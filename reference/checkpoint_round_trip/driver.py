"""Trains a model, has it saved, writes that as a file, and restores it into a fresh model."""

import io

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from given import Model, evaluate, train


def written_and_read(arrays):
    """What comes back of a file in NumPy's format, which holds arrays by their names."""
    file = io.BytesIO()
    np.savez(file, **arrays)
    file.seek(0)
    with np.load(file) as stored:
        return dict(stored)


def refusal(submission, model, checkpoint):
    """The name of the exception that a checkpoint gives which does not fit."""
    try:
        submission.restore(model, checkpoint)
    except (AssertionError, LookupError, TypeError, ValueError) as error:
        return type(error).__name__
    return "accepted"


def drive(submission, hidden, rngs, other, x, target):
    model = Model(x.shape[-1], hidden, rngs=rngs)
    train(model, x, target)
    saved = submission.save(model)
    train(model, x, target)
    checkpoint = written_and_read(saved)

    fresh = Model(x.shape[-1], hidden, rngs=other)
    misfits = {
        "a name is missing": {name: checkpoint[name] for name in checkpoint if name != "norm.var"},
        "a name is too many": {**checkpoint, "norm.extra": np.zeros(hidden, np.float32)},
        "another shape": {**checkpoint, "norm.var": np.ones(1, np.float32)},
    }
    refused = {name: refusal(submission, fresh, misfit) for name, misfit in misfits.items()}
    unchanged = evaluate(fresh, x)
    submission.restore(fresh, checkpoint)
    return {
        "saved": saved,
        "refused": refused,
        "unchanged": unchanged,
        "restored": evaluate(fresh, x),
        "parameters": jax.tree.map(jnp.asarray, nnx.state(fresh, nnx.Param)),
        "statistics": jax.tree.map(jnp.asarray, nnx.state(fresh, nnx.BatchStat)),
    }
