"""What most submissions use, at every shape of the cases: stacked layers, means, members."""

import jax
import jax.numpy as jnp
from flax import nnx
from given import MLP


def warm_up(members, inputs, hidden, rngs, x, index):
    keys = jax.random.split(rngs.params(), members)
    one = MLP(inputs, hidden, rngs=nnx.Rngs(keys[0]))
    graphdef, state = nnx.split(one)
    stacked = jax.tree.map(lambda array: jnp.stack([array] * members), state)
    made = nnx.vmap(lambda rngs: MLP(inputs, hidden, rngs=rngs))(rngs.split(members))
    results = [keys, stacked, nnx.state(made), list(keys)]
    outputs = nnx.vmap(lambda model, x: model(x), in_axes=(0, None))(made, x)
    results += [jnp.stack([one(x)] * members), outputs.mean(axis=0), jnp.mean(outputs, axis=0)]
    results += [outputs.std(axis=0), outputs.var(axis=0), jnp.sqrt(outputs.var(axis=0))]
    results += [outputs.std(axis=0, ddof=1), (outputs - 1.0) ** 2, jnp.median(outputs, axis=0)]
    results += [jax.tree.map(lambda array: array[index] - array[0], stacked), outputs[index]]
    results += [jax.vmap(lambda state: nnx.merge(graphdef, state)(x))(stacked)]
    return jax.tree.leaves(results)
