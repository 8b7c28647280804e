"""A thread that prints in order, as the main one does."""

import threading

import jax


@jax.jit
def f(v, name):
    jax.debug.print("{}: {}", name, v.sum(), ordered=True)
    return v * 2


def program(x):
    y = f(x, 1)

    def work():
        f(x, 2)
        f(y, 3)
        jax.effects_barrier()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return f(y, 4)
