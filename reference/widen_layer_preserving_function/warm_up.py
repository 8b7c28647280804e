"""What most submissions use, at every shape of the cases: layers, indexing, joining, division."""

import jax.numpy as jnp
import numpy as np
from flax import nnx


def warm_up(seed, x, hidden, extra, outputs):
    hidden, extra, outputs = int(hidden), int(extra), int(outputs)
    wider = hidden + extra
    rngs = nnx.Rngs(int(seed))
    results = []
    for width in (wider, hidden):
        first = nnx.Linear(x.shape[-1], width, rngs=rngs)
        last = nnx.Linear(width, outputs, rngs=rngs)
        results.append(last(nnx.relu(first(x))))
        for layer in (first, last):
            for parameter in (layer.kernel, layer.bias):
                parameter[...] = jnp.array(np.asarray(parameter[...]))
                parameter[...] = jnp.array(parameter[...])
    into, bias, out = first.kernel[...], first.bias[...], last.kernel[...]
    # Random places, in the forms in which indices can come.
    places = np.random.default_rng(0).integers(0, hidden, wider)
    some = jnp.array(places)
    for index in (some, places):
        results += [into[:, index], bias[index], out[index], out[index, :]]
    results += [jnp.take(into, some, axis=1), jnp.take(bias, some), jnp.take(out, some, axis=0)]
    counts = jnp.bincount(some, length=hidden)
    results += [jnp.arange(wider) % hidden, counts[some]]
    results += [out[some] / some[:, None], out[some] / places[:, None], out / counts[:, None]]
    columns, rows = jnp.zeros((x.shape[-1], extra)), jnp.zeros((extra, outputs))
    results += [jnp.concatenate([into, columns], axis=1), jnp.concatenate([out, rows], axis=0)]
    return [*results, jnp.concatenate([bias, jnp.zeros(extra)])]
