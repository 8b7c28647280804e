"""What is lowered, and what is compiled, as text."""

import hashlib

import jax
import jax.numpy as jnp


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def program(x):
    lowered = jax.jit(lambda v: jnp.tanh(v @ v.T).sum()).lower(x)
    text = lowered.as_text()
    compiled = lowered.compile()
    return (
        text[:2000],
        digest(text),
        digest(lowered.as_text(dialect="hlo")),
        digest(compiled.as_text()),
    )
