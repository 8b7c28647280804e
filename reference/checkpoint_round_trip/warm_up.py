"""What the driver and most submissions use, at every shape of the cases."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from given import Model, evaluate, train


def warm_up(hidden, rngs, other, x, target):
    model, second = (Model(x.shape[-1], hidden, rngs=each) for each in (rngs, other))
    train(model, x, target)
    results = [evaluate(model, x), evaluate(second, x)]
    for value in jax.tree.leaves(nnx.state(second, nnx.Any(nnx.Param, nnx.BatchStat))):
        array = np.array(value)
        results += [jnp.asarray(array), jnp.copy(value), jnp.array(array), value.astype("float16")]
    return results
