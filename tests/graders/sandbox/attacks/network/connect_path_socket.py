"""Success: a service's socket file, such as a container manager's, can be reached.
verdict: accepted
"""

import errno
import socket

import jax
import jax.numpy as jnp

PATHS = ("/var/run/docker.sock", "/run/systemd/private", "/tmp/.s.PGSQL.5432", "/dev/log")


def attack(number: float) -> jax.Array:
    for path in PATHS:
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            try:
                socket.socket(socket.AF_UNIX, kind).connect(path)
            except OSError as error:
                if error.errno in (errno.EPERM, errno.EACCES):
                    continue
            return jnp.asarray(number)
    return jnp.asarray(0.0)
