/** @import { ExampleOnCase, PreviewReport } from "./author-types.js" */
import { mark, mistake } from "./author-marks.js";
import { h } from "./dom.js";
import { table } from "./tables.js";
import { format } from "./values.js";

/**
 * What a case would do: what is expected of it, and who passes and who fails.
 * @param {PreviewReport} report
 * @returns {HTMLElement[]}
 */
export function previewReport(report) {
  return [
    h(
      "section",
      {},
      h(
        "h3",
        {},
        report.cases.length === 1 ? "What the reference returns" : "The cases, and what the reference returns",
      ),
      ...report.cases.map((each, place) => call(each, place < 2)),
    ),
    h("section", {}, h("h3", {}, "Which examples pass"), examples(report)),
  ];
}

/** @param {PreviewReport} report */
export function findings(report) {
  return h(
    "ul",
    { class: "findings" },
    summary(report).map(({ kind, text }) => h("li", { class: kind }, text)),
  );
}

/**
 * What to know before it is saved, the worst first.
 * @param {PreviewReport} report
 * @returns {{ kind: "failure" | "warning" | "good", text: string }[]}
 */
export function summary(report) {
  /** @type {ReturnType<typeof summary>} */
  const said = [];
  if (report.reference !== "accepted") {
    said.push({ kind: "failure", text: `The reference itself fails: ${report.message}` });
  }
  for (const fault of report.faults) {
    said.push({ kind: "failure", text: `${fault.file}, ${fault.subject}: ${fault.reason}` });
  }
  if (report.refuses.length > 0) {
    const names = report.refuses.map(mistake).join(", ");
    said.push({
      kind: "failure",
      text: `It rejects examples that must be accepted: ${names}. The case is wrong, or the example is.`,
    });
  }
  const alone = report.catches_alone.map(mistake).join(", ");
  if (report.catches_alone.length > 0) {
    said.push({ kind: "good", text: `It catches what no other case catches: ${alone}.` });
  } else if (report.catches.length > 0) {
    said.push({
      kind: "warning",
      text: `It catches ${count(report.catches.length, "mistake")}, and other cases catch the same.`,
    });
  } else if (report.reference === "accepted") {
    said.push({ kind: "warning", text: "It catches none of the example mistakes." });
  }
  return said;
}

/** @param {PreviewReport["cases"][number]} entry @param {boolean} open */
function call(entry, open) {
  const values = [
    ...Object.entries(entry.arguments ?? {}).map(([name, value]) => ({ name: h("code", {}, name), value })),
    { name: "Expected", value: entry.expected },
  ];
  return h(
    "details",
    { class: "sheet", open },
    h("summary", {}, entry.name),
    h(
      "dl",
      { class: "values" },
      values.map(({ name, value }) =>
        h("div", {}, h("dt", {}, name), h("dd", {}, h("pre", { tabindex: 0 }, format(value).replace(/^\n/, "")))),
      ),
    ),
  );
}

/** @param {PreviewReport} report */
function examples(report) {
  if (report.examples.length === 0) {
    return h("p", { class: "muted" }, "No example was judged.");
  }
  const alone = new Set(report.catches_alone);
  return table(
    "Examples",
    ["Example", "On this case", "Expected in all", "Got in all"],
    report.examples.map((each) => [
      h("span", {}, mistake(each.name), alone.has(each.name) && h("span", { class: "tag" }, "caught by no other case")),
      onThis(each),
      each.expected.replaceAll("_", " "),
      mark(each.got === each.expected ? "good" : "bad", each.got.replaceAll("_", " ")),
    ]),
  );
}

/** @param {ExampleOnCase} example */
function onThis(example) {
  const failed = Object.values(example.cases).filter((outcome) => !["accepted", "skipped"].includes(outcome));
  if (example.passes || failed.length === 0) {
    return example.passes ? mark("good", "passes") : mark("neutral", "ends before it");
  }
  return mark("bad", `fails: ${[...new Set(failed)].join(", ").replaceAll("_", " ")}`);
}

/** @param {number} many @param {string} one @param {string} [several] */
export function count(many, one, several = `${one}s`) {
  return `${many} ${many === 1 ? one : several}`;
}
