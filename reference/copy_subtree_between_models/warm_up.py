"""What most submissions use, at every shape of the cases: layers, their state, calls."""

import jax
import jax.numpy as jnp
from flax import nnx


def warm_up(seed, x, features, donor_outputs, outputs):
    features = int(features)
    rngs = nnx.Rngs(int(seed))
    first = nnx.Linear(x.shape[-1], features, rngs=rngs)
    norms = [
        nnx.BatchNorm(features, rngs=rngs),
        nnx.BatchNorm(features, momentum=0.9, rngs=rngs),
    ]
    heads = [nnx.Linear(features, int(n), rngs=rngs) for n in (donor_outputs, outputs)]
    results = []
    for norm in norms:
        for evaluating in (False, True):
            hidden = nnx.relu(norm(first(x), use_running_average=evaluating))
            results += [head(hidden) for head in heads]
    for part in (first, *norms, *heads):
        _, state = nnx.split(part)
        nnx.update(part, jax.tree.map(jnp.array, state))
        for variable in jax.tree.leaves(state, is_leaf=lambda leaf: isinstance(leaf, nnx.Variable)):
            variable[...] = variable[...]
    return results
