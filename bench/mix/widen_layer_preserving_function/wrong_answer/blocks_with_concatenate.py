import jax.numpy as jnp
from flax import nnx


class MLP(nnx.Module):
    def __init__(self, i, h, o, rngs):
        self.hidden = nnx.Linear(i, h, rngs=rngs)
        self.output = nnx.Linear(h, o, rngs=rngs)

    @nnx.jit
    def __call__(self, x):
        return self.output(nnx.relu(self.hidden(x)))


def widen_layer_preserving_function(seed, x, hidden, extra, outputs):
    h, e, o = int(hidden), int(extra), int(outputs)
    narrow = MLP(x.shape[-1], h, o, nnx.Rngs(int(seed)))
    wide = MLP(x.shape[-1], h + e, o, nnx.Rngs(int(seed) + 1000))
    idx = jnp.concatenate([jnp.arange(h), jnp.repeat(jnp.arange(h), -(-e // h))[:e]])
    counts = jnp.bincount(idx, length=h)[idx]
    wide.hidden.kernel[...] = jnp.take(narrow.hidden.kernel[...], idx, axis=1)
    wide.hidden.bias[...] = jnp.take(narrow.hidden.bias[...], idx)
    wide.output.kernel[...] = jnp.take(narrow.output.kernel[...], idx, axis=0) / counts[:, None]
    return wide(x), nnx.state(wide)
