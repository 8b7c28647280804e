// What a page shows of a text that a submission chose: nothing that hides or turns text round.
import assert from "node:assert/strict";
import { test } from "node:test";

import { visible } from "../src/visible.js";

test("what would hide or turn text round is escaped", () => {
  const escaped = {
    "\x1b[31m": "\\x1b[31m",
    "a\r\0b": "a\\x0d\\x00b",
    "\x9b": "\\x9b",
    "\u202eright": "\\u202eright",
    "\u2066\u2069\u061c": "\\u2066\\u2069\\u061c",
    "\u200b\ufeff\u00ad": "\\u200b\\ufeff\\xad",
    "\u2028": "\\u2028",
    "\u{e0041}": "\\U000e0041",
  };
  for (const [text, shown] of Object.entries(escaped)) {
    assert.equal(visible(text), shown);
  }
});

test("other texts stay as they are", () => {
  for (const text of ["", "line\n\ttabbed", "naïve 数 שלום 🙂", "<b>&amp;\\x1b"]) {
    assert.equal(visible(text), text);
  }
});
