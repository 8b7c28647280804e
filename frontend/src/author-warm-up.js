/** @import { ExampleReport } from "./author-types.js" */
/** @import { Content } from "./types.js" */
import { mistake } from "./author-marks.js";
import { h } from "./dom.js";
import { table } from "./tables.js";

/**
 * What right examples compile although the warm-up has run.
 * @param {ExampleReport[]} examples
 * @returns {Content[]}
 */
export function warmUp(examples) {
  const file = () => h("code", {}, "warm_up.py");
  // Reports of earlier versions have none.
  const tried = examples.filter(({ beyond_warm_up: programs }) => Array.isArray(programs));
  const rows = tried.flatMap(({ name, beyond_warm_up: programs }) =>
    [...byName(programs ?? [])].map(([operation, takes]) => [
      mistake(name.replace(/^accepted\//, "")),
      h("code", {}, operation),
      takes.map((each) => h("div", {}, h("code", {}, each))),
    ]),
  );
  if (rows.length === 0) {
    return [
      tried.length > 0
        ? h("p", { class: "good" }, "✓ Nothing: ", file(), " uses all that the right examples do.")
        : h("p", { class: "muted" }, "This is not known: no right example could be run after ", file(), "."),
    ];
  }
  return [
    h(
      "p",
      {},
      "JAX compiles an operation when it is first used with arrays of a shape. What ",
      file(),
      " uses is compiled before learners come. What stands here is not: whoever uses it waits for that, some tenths of a second each. No verdict depends on it.",
    ),
    h(
      "p",
      {},
      "If it is an operation that many will use, use it in ",
      file(),
      " too, on the page ",
      h("i", {}, "Files"),
      ". If it is a function of the example's own, leave it: submissions can read that file. After a quiet while the judge compiles by itself what the right examples use.",
    ),
    table("Compiled while a submission runs", ["Right example", "Operation or function", "Its arrays"], rows),
  ];
}

/** @param {{ name: string, takes: string[] }[]} programs */
function byName(programs) {
  /** @type {Map<string, string[]>} */
  const found = new Map();
  for (const { name, takes } of programs) {
    // JAX names what it compiles of an operation after that.
    const operation = name.replace(/^jit_/, "");
    found.set(operation, [...(found.get(operation) ?? []), takes.join(", ")]);
  }
  return found;
}
