"""Makes a network, calls it, and takes gradients."""

import jax.numpy as jnp
from flax import nnx


def drive(submission, depth, rngs, x):
    deep = submission.Deep(features=x.shape[-1], depth=depth, rngs=rngs)
    called = deep(x)
    gradients = nnx.grad(lambda deep: jnp.mean(deep(x)[0] ** 2))(deep)
    by_name = {".".join(map(str, path)): leaf[...] for path, leaf in nnx.to_flat_state(gradients)}
    return {"called": called, "gradients": by_name, "state": nnx.state(deep)}
