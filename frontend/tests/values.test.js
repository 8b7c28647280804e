import assert from "node:assert/strict";
import { test } from "node:test";

import { decode, format, leaves, number, place, rough } from "../src/values.js";

// Node 20 does not give a number's text to whoever reads JSON; the browsers that do show 2.0.
const keepsText = JSON.parse("1.0", (_, value, context) => context?.source ?? value) === "1.0";

test("a whole float is shown as Python writes it", { skip: !keepsText && "no source text here" }, () => {
  const { got, time_ms } = decode('{"got": [2.0, 2, -0.0], "time_ms": 2.0}');
  assert.deepEqual(got.map(String), ["2.0", "2", "-0.0"]);
  assert.equal(time_ms, 2);
});

test("an output's arrays and numbers are found by their paths", () => {
  const output = {
    kernel: { dtype: "float32", shape: [2, 1], values: [[1], ["NaN"]] },
    layers: [true, { bias: { dtype: "float32", shape: [5000] } }],
    name: "dense",
    none: null,
  };
  assert.deepEqual(leaves(output), [
    { path: "kernel", dtype: "float32", shape: [2, 1], values: [1, "NaN"] },
    { path: "layers.0", dtype: "number", shape: [], values: [1] },
    { path: "layers.1.bias", dtype: "float32", shape: [5000], values: null },
  ]);
});

test("a value is written for a person", () => {
  const matrix = { dtype: "float32", shape: [2, 2], values: [[1, 2.5], [3, 4]] }; // prettier-ignore
  assert.equal(format(matrix), "float32 (2, 2)\n[[1.0, 2.5],\n [3.0, 4.0]]");
  assert.equal(format({ dtype: "int32", shape: [3], values: [1, 2, 3] }), "int32 (3,)\n[1, 2, 3]");
  assert.equal(format({ dtype: "float32", shape: [5000] }), "float32 (5000,), too many values to show");
  assert.equal(format({ a: 1, b: null }), "\na: 1\nb: None");
});

test("a number has the digits of its type", () => {
  assert.equal(number(1 / 3, "float32"), "0.33333333");
  assert.equal(number(1 / 3, "bfloat16"), "0.3333");
  assert.equal(number(1 / 3, "float64"), "0.3333333333333333");
  assert.equal(number(2, "float32"), "2.0");
  assert.equal(number(2, "int32"), "2");
  assert.equal(number("Infinity", "float32"), "Infinity");
});

test("an error is told by two digits", () => {
  assert.deepEqual([0, 0.0001, 0.00012, 0.123, 1234, "NaN"].map(rough), ["0", "1e-4", "1.2e-4", "0.12", "1200", "NaN"]);
});

test("a place in an output has a path, an index, both or neither", () => {
  assert.equal(place("layers.2.kernel", [3, 1]), "layers.2.kernel[3, 1]");
  assert.equal(place("", [0]), "[0]");
  assert.equal(place("x", []), "x");
  assert.equal(place("", []), "the output");
});
