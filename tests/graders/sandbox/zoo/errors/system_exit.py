"""The end of the program, asked for within a jit's trace."""

import sys

import jax


def program(x):
    return jax.jit(lambda v: sys.exit(f"enough: {v.shape}"))(x)
