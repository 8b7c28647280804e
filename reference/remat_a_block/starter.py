import jax
from flax import nnx


def forward(blocks, x):
    """What the last block gives; each block is rematerialized by itself."""
    raise NotImplementedError
