"""Success: 512 MiB are held by a process whose main thread has ended, which tells of no memory.
verdict: memory_limit_exceeded
"""

import ctypes
import os
import threading
import time

import jax

EXIT = {"x86_64": 60, "aarch64": 93}


def attack(number: float) -> jax.Array:
    held: list[object] = [number]

    def fill() -> None:
        time.sleep(0.1)
        for _ in range(32):
            held.append(b"1" * 2**24)
            time.sleep(0.01)
        time.sleep(60)

    threading.Thread(target=fill).start()
    ctypes.CDLL(None).syscall(EXIT[os.uname().machine], 0)
    raise AssertionError("the thread goes on")
