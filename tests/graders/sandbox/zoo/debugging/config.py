"""Settings read and changed for a while."""

import jax
import jax.numpy as jnp


def program(x):
    values = [
        jax.config.jax_enable_x64,
        jax.config.jax_debug_nans,
        str(jax.config.jax_default_matmul_precision),
        jax.config.jax_disable_jit,
        str(jax.config.jax_default_prng_impl),
    ]
    with jax.numpy_rank_promotion("raise"):
        try:
            jnp.ones(4) + x
        except ValueError as error:
            print(error)
    with jax.check_tracer_leaks(True):
        y = jax.jit(lambda v: v * 2)(x)
    with jax.transfer_guard("log"):
        y = y + 1
    return values, y
