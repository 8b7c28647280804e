"""What most submissions use, at every shape of the cases: layers, indexing, joining, division."""

import jax.numpy as jnp
import numpy as np
from flax import nnx


def warm_up(seed, x, hidden, extra, outputs):
    hidden, extra, outputs = int(hidden), int(extra), int(outputs)
    wider = hidden + extra
    rngs = nnx.Rngs(int(seed))
    results = []
    for width in (hidden, wider):
        first = nnx.Linear(x.shape[-1], width, rngs=rngs)
        last = nnx.Linear(width, outputs, rngs=rngs)
        results.append(last(nnx.relu(first(x))))
        for layer in (first, last):
            for parameter in (layer.kernel, layer.bias):
                parameter[...] = jnp.array(parameter[...])
        if width == hidden:
            into, bias, out = first.kernel[...], first.bias[...], last.kernel[...]
    # Random places, in each of the forms in which indices can come.
    places = np.random.default_rng(0).integers(0, hidden, wider)
    some = jnp.array(places)
    shares = jnp.array(np.linspace(1, 2, wider, dtype=np.float32))
    whole = jnp.array(places + 1)
    results += [jnp.arange(wider), jnp.arange(hidden), jnp.arange(wider) + hidden, some % hidden]
    results += [jnp.arange(wider) % hidden, jnp.bincount(some, length=hidden), jnp.bincount(some)]
    for count in (whole, shares):
        results += [count[some], count[:, None]]
        results += [out[some] / count[:, None]]
    results.append(jnp.bincount(some, length=hidden)[some])
    for index in (some, jnp.asarray(places)):
        results += [into[:, index], bias[index], out[index], out[index, :]]
    results += [jnp.take(into, some, axis=1), jnp.take(bias, some), jnp.take(out, some, 0)]
    columns, rows = jnp.zeros((x.shape[-1], extra)), jnp.zeros((extra, outputs))
    results += [jnp.concatenate([into, columns], axis=1), jnp.concatenate([out, rows], axis=0)]
    results += [jnp.concatenate([bias, jnp.zeros(extra)]), jnp.zeros(wider), rows * 1.0]
    return results
