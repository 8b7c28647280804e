"""Annotations for a profiler that does not run."""

import jax
import jax.numpy as jnp


@jax.profiler.annotate_function
def f(v):
    return jnp.sin(v) * 2


def program(x):
    with jax.profiler.TraceAnnotation("part"):
        y = f(x)
    with jax.profiler.StepTraceAnnotation("step", step_num=1):
        y = jax.jit(f)(y)
    return y
