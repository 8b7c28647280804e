"""All members are the same

Every member has the same random numbers, so that they never disagree. Split the rngs: each member needs its own."""

import jax
import jax.numpy as jnp
from flax import nnx

from given import MLP


class Ensemble(nnx.Module):
    def __init__(self, members, inputs, hidden, *, rngs):
        model = MLP(inputs, hidden, rngs=nnx.Rngs(rngs.params()))
        states = [nnx.state(model) for model in [model] * members]
        self.models = nnx.merge(
            nnx.graphdef(MLP(inputs, hidden, rngs=nnx.Rngs(0))),
            jax.tree.map(lambda *each: jnp.stack(each), *states),
        )

    def __call__(self, x):
        outputs = nnx.vmap(lambda model, x: model(x), in_axes=(0, None))(self.models, x)
        return outputs.mean(axis=0), outputs.std(axis=0)

    def member(self, index):
        graphdef, state = nnx.split(self.models)
        return nnx.merge(graphdef, jax.tree.map(lambda array: array[index], state))
