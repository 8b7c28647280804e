"""Goes from unit to unit, in NumPy."""

import jax.numpy as jnp
import numpy as np
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
    kernel = np.array(narrow.hidden.kernel[...])
    bias = np.array(narrow.hidden.bias[...])
    out = np.array(narrow.output.kernel[...])
    copies = [1] * hidden
    columns, biases, source = list(kernel.T), list(bias), list(range(hidden))
    for unit in range(hidden, wider):
        old = unit % hidden
        columns.append(kernel[:, old])
        biases.append(bias[old])
        source.append(old)
        copies[old] += 1
    wide.hidden.kernel.set_value(jnp.array(np.stack(columns, axis=1)))
    wide.hidden.bias.set_value(jnp.array(np.array(biases)))
    wide.output.kernel.set_value(jnp.array(np.stack([out[old] / np.float32(copies[old]) for old in source])))
    wide.output.bias.set_value(narrow.output.bias[...])
    return wide(x), nnx.state(wide)
