"""Success: a pair of sockets is opened, over which descriptors could be passed.
verdict: security_violation
"""

import socket

import jax
import jax.numpy as jnp


def attack(number: float) -> jax.Array:
    socket.socketpair()
    return jnp.asarray(number)
