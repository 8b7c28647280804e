"""Success: a datagram is sent to this machine.
verdict: accepted
"""

import socket

import jax
import jax.numpy as jnp


def attack(number: float) -> jax.Array:
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            socket.socket(family, socket.SOCK_DGRAM).sendto(b"here", (host, 9))
        except OSError:
            continue
        return jnp.asarray(number)
    return jnp.asarray(0.0)
