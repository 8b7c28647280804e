/** @import { Content } from "./types.js" */
import { h } from "./dom.js";

/**
 * A table that scrolls where it is too wide.
 * @param {string} label
 * @param {string[]} head
 * @param {Content[][]} body each row's first cell names it
 */
export function rows(label, head, body) {
  return h(
    "div",
    { class: "scroll", tabindex: 0, role: "group", "aria-label": label },
    h(
      "table",
      { class: "wide" },
      h("thead", {}, h("tr", {}, head.map((text) => h("th", { scope: "col" }, text)))),
      h(
        "tbody",
        {},
        body.map(([first, ...others]) => h("tr", {}, h("th", { scope: "row" }, first), others.map((cell) => h("td", {}, cell)))),
      ),
    ),
  );
}

/**
 * Words with a mark that says by its form, too, whether that is good.
 * @param {"good" | "bad" | "neutral"} kind
 * @param {Content} words
 */
export function mark(kind, words) {
  const sign = { good: "✓", bad: "✗", neutral: "–" }[kind];
  return h("span", { class: `mark ${kind}` }, h("span", { "aria-hidden": "true" }, `${sign} `), words);
}

/**
 * An example's name as a person reads it: of those that are to fail, the folder says nothing new.
 * @param {string} name VERDICT/NAME.py
 */
export function mistake(name) {
  return name.replace(/^wrong_answer\//, "").replace(/\.py$/, "").replaceAll("_", " ");
}
