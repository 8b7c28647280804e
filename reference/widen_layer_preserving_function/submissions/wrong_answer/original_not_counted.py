"""The original is not counted

The rows were divided by the number of added copies, without the original. A unit with one copy is there twice."""

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
    copies = np.maximum(np.bincount(source)[source] - 1, 1)
    wide.hidden.kernel[...] = narrow.hidden.kernel[...][:, source]
    wide.hidden.bias[...] = narrow.hidden.bias[...][source]
    wide.output.kernel[...] = narrow.output.kernel[...][source] / copies[:, None]
    wide.output.bias[...] = narrow.output.bias[...]
    return wide(x), nnx.state(wide)
