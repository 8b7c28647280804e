import { h } from "./dom.js";

const WORDS = {
  accepted: "Accepted",
  completed: "Completed",
  wrong_answer: "Wrong answer",
  runtime_error: "Runtime error",
  time_limit_exceeded: "Time limit exceeded",
  memory_limit_exceeded: "Memory limit exceeded",
  output_limit_exceeded: "Output limit exceeded",
  compile_error: "Compile error",
  security_violation: "Security violation",
  judge_error: "Judge error",
  skipped: "Skipped",
};
const GOOD = ["accepted", "completed"];

/** @param {string} verdict */
export function isGood(verdict) {
  return GOOD.includes(verdict);
}

/** Whether a case ran and did not pass. @param {string} verdict */
export function isFailed(verdict) {
  return !GOOD.includes(verdict) && verdict !== "skipped";
}

/** @param {string} verdict */
export function words(verdict) {
  return WORDS[/** @type {keyof typeof WORDS} */ (verdict)] ?? verdict;
}

/** @param {string} verdict */
export function symbol(verdict) {
  return h("span", { "aria-hidden": "true" }, GOOD.includes(verdict) ? "✓" : verdict === "skipped" ? "–" : "✗");
}

/** @param {number} ms */
export function duration(ms) {
  return ms < 10 ? `${ms.toFixed(1)} ms` : ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/**
 * A sentence, with what stands between backquotes as code.
 * @param {string} text
 */
export function prose(text) {
  return text.split(/`([^`]+)`/).map((part, at) => (at % 2 === 1 ? h("code", {}, part) : part));
}
