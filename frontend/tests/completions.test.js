import assert from "node:assert/strict";
import { test } from "node:test";

import { moduleOf } from "../src/completions.js";

test("a name stands for what the file imports by it", () => {
  const source = `
import jax, numpy as np
import jax.numpy as numbers  # jnp
from flax import nnx as layers
from jax import (lax, random as rnd)
`;
  assert.equal(moduleOf("numbers.linalg", source), "jax.numpy.linalg");
  assert.equal(moduleOf("layers", source), "flax.nnx");
  assert.equal(moduleOf("rnd", source), "jax.random");
  assert.equal(moduleOf("jax.nn", source), "jax.nn");
  assert.equal(moduleOf("np", source), "numpy");
});

test("the usual names stand for what they usually do, and others for nothing", () => {
  assert.equal(moduleOf("jnp", ""), "jax.numpy");
  assert.equal(moduleOf("jnp", "import mine as jnp"), "mine");
  assert.equal(moduleOf("self.linear", ""), null);
});
