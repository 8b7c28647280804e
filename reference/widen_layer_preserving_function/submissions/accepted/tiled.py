"""Tiles the matrices in NumPy, and updates the wide model with a state."""

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
    times = -(-wider // hidden)
    kernel, bias, out = (
        np.asarray(p[...]) for p in (narrow.hidden.kernel, narrow.hidden.bias, narrow.output.kernel)
    )
    # every unit is there wider // hidden times, and the first few once more
    copies = np.full(hidden, wider // hidden, "float32")
    copies[: wider % hidden] += 1
    out = out / copies[:, None]
    nnx.update(
        wide,
        {
            "hidden": {"kernel": jnp.array(np.tile(kernel, (1, times))[:, :wider]), "bias": jnp.array(np.tile(bias, times)[:wider])},
            "output": {"kernel": jnp.array(np.tile(out, (times, 1))[:wider]), "bias": narrow.output.bias[...]},
        },
    )
    return wide(x), nnx.state(wide)
