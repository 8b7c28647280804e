import jax
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
    # as in the paper: the copied units are chosen at random
    extra_idx = jax.random.randint(jax.random.key(int(seed)), (e,), 0, h)
    idx = jnp.concatenate([jnp.arange(h), extra_idx])
    counts = jnp.bincount(idx, length=h)
    wide.hidden.kernel[...] = narrow.hidden.kernel[...][:, idx]
    wide.hidden.bias[...] = narrow.hidden.bias[...][idx]
    wide.output.kernel[...] = narrow.output.kernel[...][idx] / counts[idx][:, None]
    wide.output.bias[...] = narrow.output.bias[...]
    return wide(x), nnx.state(wide)
