import assert from "node:assert/strict";
import { test } from "node:test";
import { tableText } from "../src/csv-table.js";

test("a table is quoted, and no spreadsheet runs it", () => {
  assert.equal(
    tableText([["learner"], ['a "b"'], ["=1+1"], ["\uff1dx"]]),
    '"learner"\r\n"a ""b"""\r\n"\'=1+1"\r\n"\'\uff1dx"\r\n',
  );
});
