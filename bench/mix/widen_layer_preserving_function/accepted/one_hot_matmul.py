"""Widening is a multiplication by a 0/1 matrix M (narrow x wide)."""
import jax
import jax.numpy as jnp
from flax import nnx


class MLP(nnx.Module):
    def __init__(self, n_in, n_hidden, n_out, rngs):
        self.hidden = nnx.Linear(n_in, n_hidden, rngs=rngs)
        self.output = nnx.Linear(n_hidden, n_out, rngs=rngs)

    def __call__(self, x):
        return self.output(jax.nn.relu(self.hidden(x)))


@jax.jit
def widen(w1, b1, w2, M):
    counts = M.sum(axis=1)
    # highest: otherwise rounding on some hardware
    dot = lambda a, b: jnp.dot(a, b, precision=jax.lax.Precision.HIGHEST)
    return dot(w1, M), dot(b1, M), dot(M.T, w2 / counts[:, None])


def widen_layer_preserving_function(seed, x, hidden, extra, outputs):
    h, e = int(hidden), int(extra)
    narrow = MLP(x.shape[-1], h, int(outputs), nnx.Rngs(int(seed)))
    wide = MLP(x.shape[-1], h + e, int(outputs), nnx.Rngs(int(seed) + 1000))
    M = jax.nn.one_hot(jnp.arange(h + e) % h, h).T
    w1, b1, w2 = widen(
        narrow.hidden.kernel[...], narrow.hidden.bias[...], narrow.output.kernel[...], M
    )
    wide.hidden.kernel[...] = w1
    wide.hidden.bias[...] = b1
    wide.output.kernel[...] = w2
    wide.output.bias[...] = narrow.output.bias[...]
    return wide(x), nnx.state(wide)
