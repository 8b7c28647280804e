"""Fourier transforms in one and two dimensions, of real and complex input."""

import jax
import jax.numpy as jnp
from jax import lax


@jax.jit
def several(x):
    real = jax.jit(jnp.fft.rfft)(x)
    return [
        real,
        jnp.fft.irfft(real, n=4),
        lax.fft(x.astype(jnp.complex64), "FFT", (3, 4)),
        lax.fft(x.astype(jnp.complex64), "IFFT", (4,)),
        jnp.fft.fftshift(x),
        jax.grad(lambda v: jnp.abs(jnp.fft.rfft(v)).sum())(x[0]),
    ]


def program(x):
    return several(x), x + 1
