/** @import { Content } from "./types.js" */
import { h } from "./dom.js";

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
 * A verdict in words.
 * @param {string} name
 */
export function outcome(name) {
  return mark(name === "accepted" ? "good" : "bad", name.replaceAll("_", " "));
}

/**
 * An example's name as a person reads it: of those that are to fail, the folder says nothing new.
 * @param {string} name VERDICT/NAME.py
 */
export function mistake(name) {
  return name
    .replace(/^wrong_answer\//, "")
    .replace(/\.py$/, "")
    .replaceAll("_", " ");
}
