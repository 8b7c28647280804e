"""Makes a layer, changes its parameters as training would, and takes gradients."""

import jax.numpy as jnp
from flax import nnx


def by_name(state):
    """The arrays of a state by their dotted paths, whatever the types of its variables."""
    return {".".join(map(str, path)): leaf[...] for path, leaf in nnx.to_flat_state(state)}


def drive(submission, inputs, outputs, rank, alpha, rngs, x, a, b):
    layer = submission.LoRALinear(inputs=inputs, outputs=outputs, rank=rank, alpha=alpha, rngs=rngs)
    new = layer(x)
    layer.lora_a[...] += a
    layer.lora_b[...] += b
    merged = layer.merged()
    trained = layer(x)
    gradients = nnx.grad(lambda layer: jnp.mean(layer(x) ** 2))(layer)
    variables = by_name(nnx.state(layer, nnx.Variable))
    return {
        "new": new,
        "merged": merged,
        "trained": trained,
        "gradients": by_name(gradients),
        "kernel": [variables[name] for name in variables if name == "kernel"],
    }
