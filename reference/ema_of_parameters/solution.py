"""An exponential moving average of a model's parameters, apart from the model."""

import jax
import jax.numpy as jnp
from flax import nnx


def init(model: nnx.Module) -> nnx.State:
    """A copy of the parameters, which does not change with the model."""
    return jax.tree.map(jnp.copy, nnx.state(model, nnx.Param))


def update(average: nnx.State, model: nnx.Module, decay: float) -> nnx.State:
    """The average, moved towards the parameters."""

    def moved(old: jax.Array, new: jax.Array) -> jax.Array:
        return decay * old + (1 - decay) * new

    return jax.tree.map(moved, average, nnx.state(model, nnx.Param))
