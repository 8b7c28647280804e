"""Products in several precisions and accumulation types."""

import jax
import jax.numpy as jnp


def program(x):
    results = []
    for precision in ("default", "high", "highest", "bfloat16", "float32"):
        with jax.default_matmul_precision(precision):
            results.append(jax.jit(jnp.matmul)(x, x.T))
    narrow = x.astype(jnp.bfloat16)
    results.append(jnp.matmul(narrow, narrow.T, preferred_element_type=jnp.float32))
    results.append(jnp.dot(x, x.T, precision=jax.lax.Precision.HIGHEST))
    return results
