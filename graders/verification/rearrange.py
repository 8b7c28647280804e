"""A function computed with another arithmetic.

This file's text is run in a sandboxed process after a problem's solution: it imports nothing of the
judge's, and the judge's own process never runs it.
"""

import functools
import inspect
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from jax._src import random

Function = Callable[..., Any]


def float64(function: Function) -> Function:
    """The function in double precision, over the same random numbers."""
    jax.config.update("jax_enable_x64", True)  # type: ignore[no-untyped-call]
    # In double precision other bits are drawn: another model, and not a more precise one. The
    # initializers draw from the private module.
    for module in (jax.random, random):
        for name, draw in list(vars(module).items()):
            if inspect.isfunction(draw) and not name.startswith("_"):
                setattr(module, name, _in_single_precision(draw))

    def widened(*arguments: Any) -> Any:
        return function(*jax.tree.map(_widened, arguments))

    return widened


def jitted(function: Function) -> Function:
    """The function compiled as a whole, with arguments that hold no arrays as constants."""

    def compiled(*arguments: Any) -> Any:
        constants = [n for n, value in enumerate(arguments) if not _holds_arrays(value)]
        return jax.jit(function, static_argnums=constants)(*arguments)

    return compiled


def _in_single_precision(draw: Function) -> Function:
    @functools.wraps(draw)
    def drawn(*arguments: Any, **keywords: Any) -> Any:
        with jax.enable_x64(False):
            return draw(*arguments, **keywords)

    return drawn


def _holds_arrays(argument: Any) -> bool:
    return any(isinstance(leaf, jax.Array) for leaf in jax.tree.leaves(argument))


def _widened(leaf: Any) -> Any:
    is_float = isinstance(leaf, jax.Array) and jnp.issubdtype(leaf.dtype, jnp.floating)
    return leaf.astype(jnp.float64) if is_float else leaf
