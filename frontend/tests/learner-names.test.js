import assert from "node:assert/strict";
import { test } from "node:test";
import { namesIn } from "../src/learner-names.js";

test("names are lines without what is around them", () => {
  const { names, faults } = namesIn(" ada \r\n\nLovelace, A.\n", 2);
  assert.deepEqual(names, ["ada", "Lovelace, A."]);
  assert.deepEqual(faults, []);
});

test("each fault names its line", () => {
  const { faults } = namesIn(`ada\n\nada\ngrace\tHopper\n${"x".repeat(201)}`, 9);
  assert.deepEqual(faults, [
    "Line 3: ada stands in line 1 already.",
    "Line 4 has several columns: paste the one with the names only.",
    "Line 5 has more than 200 characters.",
  ]);
});

test("too many names, and none", () => {
  assert.match(namesIn("a\n\nb\nc", 2).faults[0], /3 names, and 2 are the most.*line 4/);
  assert.deepEqual(namesIn(" \n", 2).faults, ["Enter a name."]);
  assert.equal(namesIn("a\n".repeat(30), 2).faults.at(-1), "And 19 more.");
});
