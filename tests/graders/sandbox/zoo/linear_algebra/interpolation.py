"""Signals, interpolation, integrals and polynomials."""

import jax
import jax.numpy as jnp
from jax.scipy import integrate, signal


@jax.jit
def f(x):
    return [
        signal.convolve(x[0], x[1]),
        jnp.interp(jnp.linspace(-1, 4, 4), jnp.arange(4.0), x[1]),
        integrate.trapezoid(x, axis=1),
        jnp.polyval(x[2], x[0]),
        jnp.gradient(x, axis=1),
    ]


def program(x):
    return f(x), jnp.polyfit(jnp.arange(4.0), x[0], 1)
