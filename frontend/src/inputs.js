import { find } from "./dom.js";

/**
 * A form in which a learner states an input.
 *
 * What is typed goes into the request as it is: JavaScript's numbers don't tell 2.0 from 2, and Python's do.
 */
export class InputForm {
  /** @param {HTMLElement} form */
  constructor(form) {
    this.form = form;
    this.fields = [...form.querySelectorAll("select")].map((kind) => {
      const name = kind.dataset.name ?? "";
      const value = /** @type {HTMLInputElement} */ (find(form, `#value-${name}`));
      return { name, kind, value, error: find(form, `#error-${name}`) };
    });
  }

  /**
   * The input as JSON, or null where a field can't be read; the field then says why.
   * @returns {string | null}
   */
  json() {
    const given = this.fields.map((field) => {
      const { text, error } = argument(field.kind.value, field.value.value);
      this.complain(field.name, error);
      return `${JSON.stringify(field.name)}: ${text}`;
    });
    const wrong = this.fields.find((field) => field.error.textContent !== "");
    wrong?.value.focus();
    return wrong === undefined ? `{${given.join(", ")}}` : null;
  }

  /**
   * Show what the judge says is wrong.
   * @param {{ field: string, message: string }[]} errors of places such as inputs[0].x
   */
  refuse(errors) {
    for (const { field, message } of errors) {
      const name = field.match(/^inputs\[0\]\.([A-Za-z_0-9]+)/)?.[1];
      if (name !== undefined) {
        this.complain(name, message);
      }
    }
  }

  /** @param {string} name @param {string} message */
  complain(name, message) {
    const field = this.fields.find((each) => each.name === name);
    if (field !== undefined) {
      field.error.textContent = message;
      field.value.setAttribute("aria-invalid", String(message !== ""));
    }
  }
}

/**
 * @param {string} kind
 * @param {string} typed
 * @returns {{ text: string, error: string }}
 */
export function argument(kind, typed) {
  if (kind === "none") {
    return { text: "null", error: "" };
  }
  if (kind === "text") {
    return { text: JSON.stringify(typed), error: "" };
  }
  if (kind === "list" || kind === "tuple" || kind === "dict") {
    return container(kind, typed);
  }
  if (kind === "made_by") {
    return made(typed);
  }
  // As Python writes them, and as JSON has no way to write them but as texts.
  const text = typed
    .trim()
    .replace(/\bTrue\b/g, "true")
    .replace(/\bFalse\b/g, "false")
    .replace(/"?(-?)\b(?:NaN|nan)\b"?/g, '"NaN"')
    .replace(/"?(-?)\b(?:Infinity|inf)\b"?/g, '"$1Infinity"')
    .replace(/(^|[[,\s-])\.(\d)/g, "$10.$2")
    .replace(/(\d)\.(?!\d)/g, "$1.0")
    .replace(/,(\s*\])/g, "$1");
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return {
      text: "",
      error: typed.trim() === "" ? "Enter a value." : "This is neither a number nor a list of numbers.",
    };
  }
  const isList = Array.isArray(value);
  if (kind === "number") {
    return { text, error: isList ? "This is a list: choose the type of the array." : "" };
  }
  if (kind === "key") {
    return { text: `{"key": ${text}}`, error: Number.isInteger(value) ? "" : "A seed is a whole number." };
  }
  if (kind === "rngs") {
    const isOfStreams = !isList && typeof value === "object" && value !== null;
    const isSeed = Number.isInteger(value);
    return {
      text: `{"rngs": ${text}}`,
      error: isSeed || isOfStreams ? "" : 'A seed is a whole number; of several streams: {"params": 0, "dropout": 1}.',
    };
  }
  return { text: `{"dtype": ${JSON.stringify(kind)}, "values": ${text}}`, error: "" };
}

/**
 * What a function of the problem makes, written whole.
 * @param {string} typed
 * @returns {{ text: string, error: string }}
 */
function made(typed) {
  let value;
  try {
    value = JSON.parse(typed);
  } catch {
    value = null;
  }
  const isMade = typeof value === "object" && value !== null && "made_by" in value;
  return {
    text: typed.trim(),
    error: isMade ? "" : 'JSON with the function and its arguments: {"made_by": "f", "arguments": {}}.',
  };
}

/**
 * A list, tuple or dict, whose parts are written as the API takes them.
 * @param {"list" | "tuple" | "dict"} kind
 * @param {string} typed
 * @returns {{ text: string, error: string }}
 */
function container(kind, typed) {
  let value;
  try {
    value = JSON.parse(typed);
  } catch {
    return { text: "", error: typed.trim() === "" ? "A value is needed." : "This is no JSON." };
  }
  if (kind !== "dict") {
    return wrapped(kind, typed, Array.isArray(value) ? "" : 'JSON in brackets is needed: [1.0, "relu"].');
  }
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return wrapped(kind, typed, isObject ? "" : 'JSON in braces is needed: {"rate": 0.5}.');
}

/**
 * @param {string} key
 * @param {string} text
 * @param {string} error
 */
function wrapped(key, text, error) {
  return { text: `{${JSON.stringify(key)}: ${text.trim()}}`, error };
}
