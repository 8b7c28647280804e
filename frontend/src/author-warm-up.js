/** @import { ExampleReport } from "./author-types.js" */
/** @import { Content } from "./types.js" */
import { mistake } from "./author-marks.js";
import { h } from "./dom.js";
import { table } from "./tables.js";

/**
 * The programs that right examples compile although the warm-up has run.
 * @param {ExampleReport[]} examples
 * @returns {Content[]}
 */
export function warmUp(examples) {
  // Reports of earlier versions have none.
  const tried = examples.filter(({ beyond_warm_up: programs }) => Array.isArray(programs));
  const lacking = tried.filter(({ beyond_warm_up: programs }) => programs?.length);
  if (lacking.length === 0) {
    const said =
      tried.length > 0 ? "Nothing that the right examples need." : "No right example could be tried after it.";
    return [h("p", { class: "muted" }, said)];
  }
  return [
    h(
      "p",
      {},
      "These right examples compile more. A submission that does the same waits for it, until the judge has learned it.",
    ),
    table(
      "What the warm-up lacks",
      ["Example", "Programs", "What they are, and the types that they take"],
      lacking.map((each) => [
        mistake(each.name.replace(/^accepted\//, "")),
        String(each.beyond_warm_up?.length),
        h(
          "ul",
          {},
          [...byName(each.beyond_warm_up ?? [])].map(([name, takes]) =>
            h("li", {}, h("code", {}, name), ` (${takes.join("; ")})`),
          ),
        ),
      ]),
    ),
  ];
}

/** @param {{ name: string, takes: string[] }[]} programs */
function byName(programs) {
  /** @type {Map<string, string[]>} */
  const found = new Map();
  for (const { name, takes } of programs) {
    found.set(name, [...(found.get(name) ?? []), takes.join(", ")]);
  }
  return found;
}
