"""Success: System V or POSIX memory, a queue or a semaphore is made, which outlives the process.
verdict: accepted
"""

import ctypes

import jax
import jax.numpy as jnp

IPC_PRIVATE, IPC_RMID = 0, 0
O_CREAT_O_RDWR = 0o102
libc = ctypes.CDLL(None)


def attack(number: float) -> jax.Array:
    made = False
    if (segment := libc.shmget(IPC_PRIVATE, 4096, 0o600)) >= 0:
        made = libc.shmctl(segment, IPC_RMID, None) == 0
    if (queue := libc.msgget(IPC_PRIVATE, 0o600)) >= 0:
        made = libc.msgctl(queue, IPC_RMID, None) == 0
    if (semaphores := libc.semget(IPC_PRIVATE, 1, 0o600)) >= 0:
        made = libc.semctl(semaphores, 0, IPC_RMID) == 0
    if libc.mq_open(b"/nnx-judge-attack-queue", O_CREAT_O_RDWR, 0o600, None) >= 0:
        made = libc.mq_unlink(b"/nnx-judge-attack-queue") == 0
    if libc.shm_open(b"/nnx-judge-attack-memory", O_CREAT_O_RDWR, 0o600) >= 0:
        made = libc.shm_unlink(b"/nnx-judge-attack-memory") == 0
    return jnp.asarray(number * made)
