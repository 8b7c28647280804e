"""NumPy's and SciPy's functions on JAX's arrays, and the other way round."""

import jax.numpy as jnp
import numpy as np
import scipy.linalg
import scipy.stats


def program(x):
    y = jnp.sin(x)
    return [
        np.mean(y, axis=0),
        np.exp(y),
        np.float32(2) * y,
        y * np.arange(4),
        np.concatenate([y, np.ones((1, 4))]),
        scipy.linalg.expm(y[:, :3]),
        scipy.stats.zscore(y, axis=None),
        np.matmul(y, y.T),
        jnp.dot(np.asarray(y), x.T),
        sorted(y[0]),
        sum(y[1]),
        max(y.ravel().tolist()),
    ]
