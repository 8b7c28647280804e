"""Does the same with indices of JAX's, and jnp.take."""

import jax.numpy as jnp
from flax import nnx


class MLP(nnx.Module):
    def __init__(self, d_in, hidden, d_out, rngs):
        self.hidden = nnx.Linear(d_in, hidden, rngs=rngs)
        self.output = nnx.Linear(hidden, d_out, rngs=rngs)

    def __call__(self, x):
        return self.output(nnx.relu(self.hidden(x)))


def widen_layer_preserving_function(seed, x, hidden, extra, outputs):
    seed = int(seed)
    hidden = int(hidden)
    wider = hidden + int(extra)
    outputs = int(outputs)
    narrow = MLP(x.shape[-1], hidden, outputs, nnx.Rngs(seed))
    wide = MLP(x.shape[-1], wider, outputs, nnx.Rngs(seed + 1000))
    source = jnp.arange(wider) % hidden
    copies = jnp.bincount(source, length=hidden)[source]
    wide.hidden.kernel[...] = jnp.take(narrow.hidden.kernel[...], source, axis=1)
    wide.hidden.bias[...] = jnp.take(narrow.hidden.bias[...], source)
    wide.output.kernel[...] = jnp.take(narrow.output.kernel[...], source, 0) / copies[:, None]
    wide.output.bias[...] = narrow.output.bias[...]
    return wide(x), nnx.state(wide)
