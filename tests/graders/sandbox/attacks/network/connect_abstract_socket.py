"""Success: a socket without a path, such as the desktop's or the judge's, can be reached.
verdict: accepted
"""

import errno
import socket

import jax
import jax.numpy as jnp

NAMES = ("\0/tmp/.X11-unix/X0", "\0/tmp/dbus-test", "\0nnx-judge-sandbox-user-64700")


def attack(number: float) -> jax.Array:
    for name in NAMES:
        try:
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).connect(name)
        except OSError as error:
            if error.errno in (errno.EPERM, errno.EACCES):
                continue
        return jnp.asarray(number)
    return jnp.asarray(0.0)
