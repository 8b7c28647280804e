"""Options for the compiler, by `jit` and by `compile`."""

import jax
import jax.numpy as jnp


def f(v):
    return jnp.sin(v).sum(axis=0) / 3


def program(x):
    fast = jax.jit(f, compiler_options={"xla_cpu_enable_fast_math": True})
    lowered = jax.jit(f).lower(x)
    compiled = lowered.compile({"xla_backend_optimization_level": 0})
    return fast(x), compiled(x), jax.jit(f)(x)
