import assert from "node:assert/strict";
import { test } from "node:test";

import { powers, scale, ticks } from "../src/plots.js";

test("a scale leads from one range to the other, also where that runs downwards", () => {
  const y = scale(0, 10, 200, 0);
  assert.deepEqual([0, 5, 10].map(y), [200, 100, 0]);
});

test("ticks are few round numbers within the range", () => {
  assert.deepEqual(ticks(0, 10), [0, 2, 4, 6, 8, 10]);
  assert.deepEqual(ticks(-1, 1), [-1, -0.5, 0, 0.5, 1]);
  assert.deepEqual(ticks(0.3, 7), [2, 4, 6]);
  for (const most of [0.07, 1, 13, 999, 123_456]) {
    const found = ticks(0, most);
    assert.ok(found.length >= 3 && found.length <= 8, `${found}`);
    assert.ok(found.every((tick) => tick >= 0 && tick <= most));
  }
});

test("powers of ten are whole, within the range, and not too many", () => {
  assert.deepEqual(powers(-3.5, 0), [-3, -2, -1, 0]);
  assert.deepEqual(powers(-12, 0), [-12, -10, -8, -6, -4, -2, 0]);
});
