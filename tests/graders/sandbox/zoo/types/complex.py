"""Complex numbers: arithmetic, parts, gradients, eigenvalues, sorting."""

import jax
import jax.numpy as jnp


@jax.jit
def several(x):
    z = x + 1j * x[::-1]
    return [
        z @ z.conj().T,
        jnp.abs(z),
        jnp.angle(z),
        jnp.exp(z),
        jnp.sqrt(z),
        z.real,
        jnp.sort(z, axis=1),
        jax.grad(lambda z: (jnp.abs(z) ** 2).sum())(z),
        jax.grad(lambda z: (z**2).sum(), holomorphic=True)(z),
        jax.jit(lambda z: jax.lax.complex(z.imag, z.real))(z),
        jnp.linalg.inv(z[:3, :3]),
        3 + 2j,
    ]


def program(x):
    return several(x), x + 1
