"""Success: a TCP socket is opened.
verdict: security_violation
"""

import socket

import jax
import jax.numpy as jnp


def attack(number: float) -> jax.Array:
    socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    return jnp.asarray(number)
