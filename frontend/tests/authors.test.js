import assert from "node:assert/strict";
import { test } from "node:test";

import { mistake } from "../src/author-marks.js";
import { summary } from "../src/author-preview.js";

const REPORT = { reference: "accepted", message: "", faults: [], refuses: [], catches: [], catches_alone: [] };

test("a mistake's name is its file's, as a person reads it", () => {
  assert.equal(mistake("wrong_answer/forgot_bias.py"), "forgot bias");
  assert.equal(mistake("runtime_error/no_rngs.py"), "runtime error/no rngs");
});

test("what is worst about a case is said first", () => {
  const said = summary({
    ...REPORT,
    reference: "runtime_error",
    message: "it raises",
    refuses: ["accepted/loop.py"],
    catches_alone: ["wrong_answer/forgot_bias.py"],
  });
  assert.deepEqual(
    said.map(({ kind }) => kind),
    ["failure", "failure", "good"],
  );
  assert.match(said[0].text, /it raises/);
  assert.match(said[2].text, /forgot bias/);
});

test("a case that catches nothing of its own is worth a warning", () => {
  assert.match(summary({ ...REPORT, catches: ["wrong_answer/a.py"] })[0].text, /1 mistake, and other cases/);
  assert.match(summary(REPORT)[0].text, /catches none of the example mistakes/);
});
