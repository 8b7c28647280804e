"""What the sandbox takes for granted of how JAX draws random bits; see `jax_internals_checks`."""

import jax
import numpy as np
from jax._src.interpreters import mlir
from jax._src.random import threefry2x32

from graders.sandbox.child import threefry


def random_bits() -> None:
    """JAX's own code for random bits without loops is another one now: have `threefry` write it."""

    def texts() -> list[str]:
        bits = threefry2x32.threefry2x32_p.bind
        word, words, keys = (np.zeros(shape, np.uint32) for shape in ((), (3, 2), (3, 1)))
        forms = [(word,) * 4, (word, word, words, words), (keys, keys, words, words)]
        return [jax.jit(lambda *given: bits(*given)).lower(*form).as_text() for form in forms]  # type: ignore[no-untyped-call]

    ours, rule = texts(), threefry2x32._threefry2x32_lowering_rule
    mlir.register_lowering(threefry2x32.threefry2x32_p, rule, platform="cpu")
    try:
        assert texts() == ours
    finally:
        threefry.lower_to_straight_code()


def random_bits_are_written() -> None:
    """What draws random numbers is no plain use of their bits any more: `threefry` traces it."""
    rule = threefry2x32._threefry2x32_lowering_rule
    del threefry2x32._threefry2x32_lowering_rule
    try:
        jax.random.normal(jax.random.split(jax.random.key(8))[0], (3, 5))
    finally:
        threefry2x32._threefry2x32_lowering_rule = rule


CHECKS = (random_bits, random_bits_are_written)
