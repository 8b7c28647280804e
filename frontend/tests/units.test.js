import assert from "node:assert/strict";
import { test } from "node:test";

import { counted, memory, percent, since, time } from "../src/units.js";

test("a time has the unit and the digits that a person needs", () => {
  const told = [0, 0.04, 9.96, 10.4, 999, 1000, 9960, 59_000, 60_000, 3_600_000, 172_799_999, 172_800_000].map(time);
  assert.deepEqual(told, [
    "0 ms",
    "0 ms",
    "10 ms",
    "10 ms",
    "999 ms",
    "1 s",
    "10 s",
    "59 s",
    "1 min",
    "1 h",
    "48 h",
    "2 days",
  ]);
});

test("below a second a time since is told to a tenth", () => {
  assert.deepEqual([0, 0.26, 1, 90].map(since), ["0.0 s", "0.3 s", "1 s", "2 min"]);
});

test("memory is in MiB or GiB", () => {
  assert.deepEqual([0.25, 9.94, 12.6, 1023, 1024, 1638.4].map(memory), [
    "0.3 MiB",
    "9.9 MiB",
    "13 MiB",
    "1023 MiB",
    "1 GiB",
    "1.6 GiB",
  ]);
});

test("a share of nothing is no number", () => {
  assert.equal(percent(1, 3), "33\u00a0%");
  assert.equal(percent(0, 0), "–");
});

test("one has no plural", () => {
  assert.deepEqual(
    [counted(1, "try", "tries"), counted(2, "try", "tries"), counted(0, "case")],
    ["1 try", "2 tries", "0 cases"],
  );
});
