"""Success: timers that raise inside the harness's own code make the judge fail or believe it.
verdict: accepted|runtime_error|security_violation
"""

import signal

import jax
import jax.numpy as jnp


def attack(number: float) -> jax.Array:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt(number)

    signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.005, 0.0005)
    return jnp.asarray(0.0)
