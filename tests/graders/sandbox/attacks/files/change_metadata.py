"""Success: a call that changes a file's name, mode, owner, times or attributes is let through.
verdict: accepted
"""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import jax
import jax.numpy as jnp

MISSING = Path("/tmp/nnx-judge-attack-missing/file")
CALLS: tuple[Callable[[], object], ...] = (
    lambda: MISSING.chmod(0o777),
    lambda: os.chown(MISSING, os.getuid(), os.getgid()),
    lambda: os.utime(MISSING),
    lambda: os.setxattr(MISSING, "user.attack", b"here"),
    lambda: os.removexattr(MISSING, "user.attack"),
    lambda: os.truncate(MISSING, 0),
    lambda: MISSING.rename(MISSING.with_suffix(".new")),
    MISSING.unlink,
    MISSING.rmdir,
    MISSING.mkdir,
    lambda: os.mkfifo(MISSING),
    lambda: os.chdir(MISSING),
    lambda: os.chroot(MISSING),
    lambda: os.fchmod(1, 0o777),
    lambda: os.ftruncate(1, 0),
)


def attack(number: float) -> jax.Array:
    for call in CALLS:
        try:
            call()
        except OSError as error:
            if error.errno in (errno.EPERM, errno.EACCES):
                continue
        return jnp.asarray(number)
    return jnp.asarray(0.0)
