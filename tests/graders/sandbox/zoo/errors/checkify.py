"""Checks that are part of the computation."""

import jax
import jax.numpy as jnp
from jax.experimental import checkify


def f(v, i):
    checkify.check(v.sum() < 5, "the sum is {s}", s=v.sum())
    return jnp.log(v)[i]


def program(x):
    checks = checkify.user_checks | checkify.index_checks | checkify.float_checks
    checked = jax.jit(checkify.checkify(f, errors=checks))
    for v, i in ((jnp.abs(x) / 10 + 1, 9), (x, 0), (jnp.abs(x) * 90 + 1, 1)):
        error, _ = checked(v, i)
        print(error.get())
    checkify.check_error(error)
