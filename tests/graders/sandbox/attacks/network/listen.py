"""Success: a TCP port is open to others.
verdict: security_violation
"""

import socket

import jax
import jax.numpy as jnp


def attack(number: float) -> jax.Array:
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen()
    return jnp.asarray(number)
