"""Trees of classes of one's own, with paths and keys."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import tree_util


class Point(NamedTuple):
    first: object
    second: object


@tree_util.register_pytree_with_keys_class
class Pair:
    def __init__(self, left, right, label):
        self.left, self.right, self.label = left, right, label

    def tree_flatten_with_keys(self):
        keys = (tree_util.GetAttrKey("left"), tree_util.GetAttrKey("right"))
        return tuple(zip(keys, (self.left, self.right), strict=True)), self.label

    @classmethod
    def tree_unflatten(cls, label, children):
        return cls(*children, label)


def program(x):
    pair = Pair(x, {"inner": [x[0], None]}, "name")
    doubled = jax.jit(lambda p: jax.tree.map(lambda v: v * 2, p))(pair)
    paths = [tree_util.keystr(path) for path, _ in jax.tree.leaves_with_path(pair)]
    gradient = jax.grad(lambda p: (p.left**2).sum() + p.right["inner"][0].sum())(pair)
    total = jax.tree.reduce(lambda a, b: a + b.sum(), pair, 0.0)
    point = jax.vmap(lambda row: Point(row.sum(), row.max()))(x)
    flat, rebuild = jax.flatten_util.ravel_pytree({"a": x, "b": jnp.arange(2.0)})
    return {
        "doubled": [doubled.left, doubled.right, doubled.label],
        "paths": paths,
        "structure": str(jax.tree.structure(pair)),
        "gradient": jax.tree.leaves(gradient),
        "total": total,
        "point": point,
        "flat": flat,
        "rebuilt": rebuild(flat * 2),
    }
