import jax.numpy as jnp
from flax import nnx


class MLP(nnx.Module):
    def __init__(self, i, h, o, rngs):
        self.hidden = nnx.Linear(i, h, rngs=rngs)
        self.output = nnx.Linear(h, o, rngs=rngs)

    def __call__(self, x):
        return self.output(nnx.relu(self.hidden(x)))


def widen_layer_preserving_function(seed, x, hidden, extra, outputs):
    h, e, o = int(hidden), int(extra), int(outputs)
    narrow = MLP(x.shape[-1], h, o, nnx.Rngs(int(seed)))
    wide = MLP(x.shape[-1], h + e, o, nnx.Rngs(int(seed) + 1000))
    wide.hidden.kernel[...] = jnp.vstack([narrow.hidden.kernel[...], narrow.hidden.kernel[...][:, :e]])
    wide.output.kernel[...] = jnp.hstack([narrow.output.kernel[...], narrow.output.kernel[...][:, :e]]) / 2
    return wide(x), nnx.state(wide)
