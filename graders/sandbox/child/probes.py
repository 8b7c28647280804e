"""Perturbations of the library's defaults that make a mistake visible which plain outputs hide.

A probe is put on in the sandboxed process, alike for the reference and the submission.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from flax import nnx

_RANDOM_BIAS = nnx.initializers.normal(1.0)


@contextmanager
def _nonzero_bias_init() -> Iterator[None]:
    """Biases start at random values instead of zero, so that a bias that was not copied shows."""
    defaults = nnx.Linear.__init__.__kwdefaults__
    assert defaults is not None  # noqa: S101
    before = defaults["bias_init"]
    defaults["bias_init"] = _RANDOM_BIAS
    try:
        yield
    finally:
        defaults["bias_init"] = before


PROBES = {"nonzero_bias_init": _nonzero_bias_init}
