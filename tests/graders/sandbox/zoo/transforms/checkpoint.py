"""Rematerialisation with and without a policy, and what it saves."""

import contextlib
import io

import jax
import jax.numpy as jnp
from jax.ad_checkpoint import checkpoint_name, print_saved_residuals


def block(v):
    v = checkpoint_name(jnp.sin(v @ v.T), "sine")
    return jnp.cos(v).sum()


def program(x):
    policies = jax.checkpoint_policies
    plain = jax.checkpoint(block)
    kept = jax.checkpoint(block, policy=policies.save_only_these_names("sine"))
    dots = jax.checkpoint(block, policy=policies.dots_saveable)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        print_saved_residuals(kept, x)
    gradients = [jax.jit(jax.grad(f))(x) for f in (plain, kept, dots)]
    return gradients, jax.grad(plain)(x), len(printed.getvalue().splitlines())
