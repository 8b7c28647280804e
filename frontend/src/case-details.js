/** @import { Case, Content, ErrorReport, FailingInput } from "./types.js" */
import { h } from "./dom.js";
import { outputPlot } from "./plots.js";
import { table } from "./tables.js";
import { format, number, place, rough } from "./values.js";
import { isGood, prose } from "./verdicts.js";

// A longer message scrolls, and can be reached by the keyboard.
const LONG = 1000;

/** @typedef {(line: number) => void} GoTo shows a line of the code */

/**
 * What is known of a case beyond how it ended.
 * @param {Case} entry
 * @param {ErrorReport | null} known an error that the page shows already
 * @param {GoTo} goTo
 * @returns {Content[]}
 */
export function caseDetails(entry, known, goTo) {
  const printed = [
    ["Printed", entry.stdout],
    ["Written to stderr", entry.stderr],
  ].flatMap(([name, text]) =>
    text === "" ? [] : [h("p", { class: "label" }, name), h("pre", { class: "printed", tabindex: 0 }, text)],
  );
  const parts = [
    entry.error && !isSame(entry.error, known) && errorReport(entry.error, goTo),
    ...call(entry),
    ...printed,
    entry.reproducer && reproducer(entry.reproducer),
  ].filter(Boolean);
  if (parts.length > 0) {
    return parts;
  }
  const why = entry.visibility === "hidden" ? "A hidden case: its values are not shown." : "There are no details.";
  return [h("p", { class: "muted" }, why)];
}

/**
 * The smallest failing input that a review has found.
 * @param {FailingInput} entry
 * @param {ErrorReport | null} known an error that the page shows already
 * @param {GoTo} goTo
 * @returns {HTMLElement}
 */
export function smallestInput(entry, known, goTo) {
  const { error } = entry;
  const said = !error
    ? h("p", {}, prose(entry.message))
    : isSame(error, known)
      ? h("p", {}, "It ends with the same error.")
      : errorReport(error, goTo);
  return h(
    "details",
    { class: "smallest", open: true },
    h("summary", {}, "The smallest failing input"),
    said,
    ...call(entry),
    entry.reproducer && reproducer(entry.reproducer),
  );
}

/**
 * An exception, once and in full, with where it was raised.
 * @param {ErrorReport} error
 * @param {GoTo} goTo
 */
export function errorReport(error, goTo) {
  return h(
    "div",
    { class: "error" },
    h(
      "p",
      { class: "said", tabindex: error.message.length > LONG && 0 },
      h("strong", {}, error.type),
      error.message === "" ? "" : `: ${error.message}`,
    ),
    error.line !== null &&
      h(
        "p",
        {},
        lineLink(error.line, goTo),
        error.source_line !== null && [" ", h("code", {}, error.source_line.trim())],
      ),
  );
}

/** @param {ErrorReport} one @param {ErrorReport | null} other */
function isSame(one, other) {
  return one.type === other?.type && one.message === other.message;
}

/** @param {number} line @param {GoTo} goTo */
export function lineLink(line, goTo) {
  return h("button", { type: "button", class: "link", onclick: () => goTo(line) }, `line ${line}`);
}

/** The arguments, what was expected and what came. @param {Case | FailingInput} entry @returns {Content[]} */
function call(entry) {
  const values = [
    ...Object.entries(entry.arguments ?? {}).map(([name, value]) => ({ name, value, isCode: true })),
    { name: "Expected", value: entry.expected, isCode: false },
    { name: "Got", value: entry.got, isCode: false },
  ].filter(({ value }) => value !== null && value !== undefined);
  const rows = values.map(({ name, value, isCode }) =>
    h(
      "div",
      {},
      h("dt", {}, isCode ? h("code", {}, name) : name),
      h("dd", {}, h("pre", { tabindex: 0 }, format(value).replace(/^\n/, ""))),
    ),
  );
  return [
    rows.length > 0 && h("dl", { class: "values" }, rows),
    ...(isGood(entry.verdict) ? [] : [outputPlot(entry), worst(entry)]),
  ].filter(Boolean);
}

/** @param {Case | FailingInput} entry */
function worst(entry) {
  const elements = entry.comparison?.worst ?? [];
  if (elements.length === 0) {
    return null;
  }
  const rows = elements.map((each) => {
    const error = Math.abs(Number(each.got) - Number(each.expected));
    return [
      place(each.path, each.index),
      number(each.expected),
      number(each.got),
      Number.isFinite(error) ? rough(error) : "–",
    ];
  });
  return h(
    "div",
    {},
    h("p", { class: "label" }, "Largest errors"),
    table("The elements with the largest errors", ["where", "expected", "got", "error"], rows, "numbers"),
  );
}

/** @param {string} script */
function reproducer(script) {
  const said = h("span", { class: "muted", role: "status" });
  const copy = async () => {
    await navigator.clipboard.writeText(script);
    said.textContent = "Copied.";
  };
  return h(
    "details",
    { class: "reproducer" },
    h("summary", {}, "A script to reproduce it on your machine"),
    h("div", { class: "bar" }, h("button", { type: "button", onclick: copy }, "Copy"), said),
    h("pre", { tabindex: 0 }, script),
  );
}
