"""The narrow model is returned

These are the narrow model's output and state. Return the wide one's."""

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
    source = np.arange(wider) % hidden
    copies = np.bincount(source)[source]
    wide.hidden.kernel[...] = narrow.hidden.kernel[...][:, source]
    wide.hidden.bias[...] = narrow.hidden.bias[...][source]
    wide.output.kernel[...] = narrow.output.kernel[...][source] / copies[:, None]
    wide.output.bias[...] = narrow.output.bias[...]
    return narrow(x), nnx.state(narrow)
