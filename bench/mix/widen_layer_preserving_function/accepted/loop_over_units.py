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
    wide = MLP(x.shape[-1], h + e, o, nnx.Rngs(0))
    times = [0] * h
    for j in range(h + e):
        times[j % h] += 1
    cols, bs, rows = [], [], []
    for j in range(h + e):
        k = j % h
        cols.append(narrow.hidden.kernel[...][:, k])
        bs.append(narrow.hidden.bias[...][k])
        rows.append(narrow.output.kernel[...][k] / times[k])
    wide.hidden.kernel[...] = jnp.stack(cols, axis=1)
    wide.hidden.bias[...] = jnp.stack(bs)
    wide.output.kernel[...] = jnp.stack(rows)
    wide.output.bias[...] = narrow.output.bias[...]
    return wide(x), nnx.state(wide)
