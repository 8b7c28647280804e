"""Makes the members one by one, and stacks their states."""

import jax
import jax.numpy as jnp
from flax import nnx

from given import MLP


class Ensemble(nnx.Module):
    def __init__(self, members, inputs, hidden, *, rngs):
        keys = jax.random.split(rngs(), members)
        models = [MLP(inputs, hidden, rngs=nnx.Rngs(key)) for key in keys]
        graphdef = nnx.graphdef(models[0])
        states = [nnx.state(model) for model in models]
        self.models = nnx.merge(graphdef, jax.tree.map(lambda *each: jnp.stack(each), *states))

    def __call__(self, x):
        y = nnx.vmap(MLP.__call__, in_axes=(0, None))(self.models, x)
        return y.mean(0), y.std(0)

    def member(self, index):
        graphdef, state = nnx.split(self.models)
        return nnx.merge(graphdef, jax.tree.map(lambda array: array[index], state))
