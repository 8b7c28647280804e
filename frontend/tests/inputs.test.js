import assert from "node:assert/strict";
import { test } from "node:test";

import { argument } from "../src/inputs.js";

test("what is typed stays a float or an integer as it was typed", () => {
  assert.deepEqual(argument("number", " 2.0 "), { text: "2.0", error: "" });
  assert.deepEqual(argument("number", "2"), { text: "2", error: "" });
});

test("numbers may be written as Python writes them", () => {
  const typed = { ".5": "0.5", "-.5": "-0.5", "3.": "3.0", True: "true", nan: '"NaN"', "-inf": '"-Infinity"' };
  for (const [python, json] of Object.entries(typed)) {
    assert.deepEqual(argument("number", python), { text: json, error: "" });
  }
  assert.equal(
    argument("float32", "[[1., .5], [-inf, 2],]").text,
    '{"dtype": "float32", "values": [[1.0, 0.5], ["-Infinity", 2]]}',
  );
});

test("a seed makes a key", () => {
  assert.deepEqual(argument("key", "42"), { text: '{"key": 42}', error: "" });
  assert.match(argument("key", "4.5").error, /whole number/);
});

test("seeds make an nnx.Rngs", () => {
  assert.deepEqual(argument("rngs", "42"), { text: '{"rngs": 42}', error: "" });
  assert.deepEqual(argument("rngs", '{"params": 0, "dropout": 1}'), {
    text: '{"rngs": {"params": 0, "dropout": 1}}',
    error: "",
  });
  assert.match(argument("rngs", "4.5").error, /whole number/);
  assert.match(argument("rngs", "[4]").error, /whole number/);
});

test("a text stays as it was typed, and None needs nothing", () => {
  assert.deepEqual(argument("text", ' "True" 1.'), { text: '" \\"True\\" 1."', error: "" });
  assert.deepEqual(argument("none", ""), { text: "null", error: "" });
});

test("containers are JSON, whose floats stay floats", () => {
  assert.deepEqual(argument("list", ' [1.0, "relu"] '), { text: '{"list": [1.0, "relu"]}', error: "" });
  assert.deepEqual(argument("tuple", "[]"), { text: '{"tuple": []}', error: "" });
  assert.deepEqual(argument("dict", '{"a": {"key": 1}}'), { text: '{"dict": {"a": {"key": 1}}}', error: "" });
  assert.match(argument("list", '{"a": 1}').error, /brackets/);
  assert.match(argument("dict", "[1]").error, /braces/);
  assert.match(argument("dict", "{").error, /no JSON/);
  assert.match(argument("list", " ").error, /needed/);
});

test("what a function makes is written whole", () => {
  const made = '{"made_by": "f", "arguments": {"scale": 1.0}}';
  assert.deepEqual(argument("made_by", made), { text: made, error: "" });
  assert.match(argument("made_by", "[1.0]").error, /the function/);
  assert.match(argument("made_by", "f(1.0)").error, /the function/);
});

test("what can't be read is told", () => {
  assert.match(argument("number", "").error, /Enter a value/);
  assert.match(argument("number", "[1, 2]").error, /type/);
  assert.match(argument("float32", "1 2").error, /neither a number/);
});
