"""Shapes without a computation."""

import jax
import jax.numpy as jnp


def program(x):
    shape = jax.eval_shape(lambda v: {"a": v @ v.T, "b": jnp.argmax(v)}, x)
    abstract = jax.eval_shape(jnp.linalg.svd, jax.ShapeDtypeStruct((5, 3), jnp.float32))
    return str(shape), [list(part.shape) for part in abstract], jnp.result_type(x, jnp.int8).name
