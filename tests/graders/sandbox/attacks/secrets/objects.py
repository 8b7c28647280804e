"""Success: the garbage collector's objects, or what they hold, include something of the judge's.
verdict: accepted
"""

import gc

import jax
import jax.numpy as jnp

FIRST, SECOND, CONTROL = "nnx-judge-", "expected-marker", "control-marker"
planted = {"in": ["a", {"list": FIRST + CONTROL}]}


def attack(number: float) -> jax.Array:
    gc.unfreeze()
    found = following(gc.get_objects())
    if CONTROL not in found:
        raise AssertionError("the search does not find what is there")
    return jnp.asarray(number * (SECOND in found))


def following(objects: list[object]) -> set[str]:
    """What follows the first half of a marker, in any text or bytes that can be reached."""
    found = set()
    seen: set[int] = set()
    while objects:
        item = objects.pop()
        if id(item) in seen:
            continue
        seen.add(id(item))
        if type(item) is str or type(item) is bytes:
            text = item if isinstance(item, str) else item.decode("latin-1")
            found |= {part[: len(SECOND)].strip() for part in text.split(FIRST)[1:]}
        else:
            objects += gc.get_referents(item)
    return found
