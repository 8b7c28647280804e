"""Lowered and compiled ahead of time, then called, and asked about itself."""

import jax
import jax.numpy as jnp


def f(v, scale):
    return {"y": jnp.sin(v @ v.T) * scale}


def program(x):
    lowered = jax.jit(f).lower(x, 2.0)
    compiled = lowered.compile()
    traced = jax.jit(f).trace(jax.ShapeDtypeStruct((5, 2), jnp.float32), 1.0)
    other = traced.lower().compile()
    return [
        compiled(x, 2.0),
        compiled(x * 2, 3.0),
        other(jnp.ones((5, 2)), 1.0),
        str(compiled.out_tree),
        str(compiled.in_tree),
        str(lowered.out_info),
        str(traced.jaxpr),
    ]
