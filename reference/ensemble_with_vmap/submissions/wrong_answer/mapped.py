"""The members are called in a loop

Each member is computed on its own. Map over them with nnx.vmap or jax.vmap, which computes all at once."""

import jax
import jax.numpy as jnp
from flax import nnx

from given import MLP


class Ensemble(nnx.Module):
    def __init__(self, members, inputs, hidden, *, rngs):
        keys = jax.random.split(rngs.params(), members)
        models = [MLP(inputs, hidden, rngs=nnx.Rngs(key)) for key in keys]
        states = [nnx.state(model) for model in models]
        self.models = nnx.merge(
            nnx.graphdef(models[0]), jax.tree.map(lambda *each: jnp.stack(each), *states)
        )
        self.members = members

    def __call__(self, x):
        outputs = jnp.stack([self.member(index)(x) for index in range(self.members)])
        return outputs.mean(axis=0), outputs.std(axis=0)

    def member(self, index):
        graphdef, state = nnx.split(self.models)
        return nnx.merge(graphdef, jax.tree.map(lambda array: array[index], state))
