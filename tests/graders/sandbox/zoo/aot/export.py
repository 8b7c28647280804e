"""Exported, made bytes, read again and called; with a symbolic shape and a gradient too."""

import jax
import jax.numpy as jnp
from jax import export


def f(v):
    return jnp.cos(v) @ v.T


def program(x):
    exported = export.export(jax.jit(f))(jax.ShapeDtypeStruct(x.shape, x.dtype))
    shape = export.symbolic_shape("rows, columns")
    symbolic = export.export(jax.jit(f))(jax.ShapeDtypeStruct(shape, jnp.float32))
    return [
        exported.call(x),
        jax.jit(exported.call)(x * 2),
        symbolic.call(x),
        symbolic.call(jnp.ones((2, 5))),
        exported.mlir_module()[:1000],
        [str(value) for value in symbolic.out_avals],
    ]
