"""Several models whose parameters lie side by side, called as one."""

import jax
from flax import nnx
from given import MLP


class Ensemble(nnx.Module):
    """One MLP, each of whose parameters has an axis for the members in front."""

    def __init__(self, members: int, inputs: int, hidden: int, *, rngs: nnx.Rngs) -> None:
        @nnx.split_rngs(splits=members)
        @nnx.vmap
        def make(rngs: nnx.Rngs) -> MLP:
            return MLP(inputs, hidden, rngs=rngs)

        self.models = make(rngs)

    def __call__(self, x: jax.Array) -> tuple[jax.Array, jax.Array]:
        """Mean and standard deviation over the members, each of shape `(batch, 1)`."""

        @nnx.vmap(in_axes=(0, None))
        def call(model: MLP, x: jax.Array) -> jax.Array:
            return model(x)

        outputs = call(self.models, x)
        return outputs.mean(axis=0), outputs.std(axis=0)

    def member(self, index: int) -> MLP:
        """One of the models, by itself."""
        graphdef, state = nnx.split(self.models)
        return nnx.merge(graphdef, jax.tree.map(lambda stacked: stacked[index], state))
