"""What a compiled program costs, and the memory that it takes."""

import jax
import jax.numpy as jnp


def program(x):
    lowered = jax.jit(lambda v: jnp.exp(v) @ v.T).lower(x)
    compiled = lowered.compile()
    memory = compiled.memory_analysis()
    costs = [lowered.cost_analysis(), compiled.cost_analysis()]
    return [
        [{name: cost[name] for name in sorted(cost)} for cost in costs],
        memory.argument_size_in_bytes,
        memory.output_size_in_bytes,
        memory.temp_size_in_bytes,
    ]
