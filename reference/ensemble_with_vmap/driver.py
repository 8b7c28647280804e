"""Makes an ensemble, calls it, and calls one of its members alone."""

import jax
from flax import nnx


def by_shape(state):
    """The arrays of a state, whatever their names are; those with fewer axes come first."""
    return sorted(jax.tree.leaves(state), key=lambda array: (array.ndim, array.shape))


def drive(submission, members, inputs, hidden, rngs, x, index):
    ensemble = submission.Ensemble(members=members, inputs=inputs, hidden=hidden, rngs=rngs)
    mean, deviation = ensemble(x)
    return {
        "mean": mean,
        "deviation": deviation,
        "member": ensemble.member(index)(x),
        "parameters": by_shape(nnx.state(ensemble, nnx.Param)),
    }
