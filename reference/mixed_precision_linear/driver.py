"""Calls a layer as it is made, and again after a change that training could have made."""

import jax
import jax.numpy as jnp
from flax import nnx


def drive(submission, inputs, outputs, rngs, x, kernel_change, bias_change):
    layer = submission.MixedLinear(inputs=inputs, outputs=outputs, rngs=rngs)
    # Copies: the layer's own variables change below.
    made = jax.tree.map(jnp.copy, nnx.state(layer, nnx.Param))
    new = layer(x)
    for variable, change in ((layer.kernel, kernel_change), (layer.bias, bias_change)):
        variable[...] = (variable[...] + change).astype(variable.dtype)
    trained = layer(x)
    return {
        "new": new,
        "trained": trained,
        "parameters": {"made": made, "trained": nnx.state(layer, nnx.Param)},
    }
