/** @import { Value } from "./types.js" */

/** A float that JavaScript would write like an integer, as Python writes it: 2.0 and not 2. */
class Float {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
  }

  toString() {
    return this.text;
  }

  valueOf() {
    return Number(this.text);
  }
}

/**
 * What the API says, with whole floats told from integers among the arguments and outputs.
 *
 * Browsers that don't give a number's text show 2 for 2.0.
 * @param {string} text JSON
 * @returns {any}
 */
export function decode(text) {
  /** @param {string} _ @param {any} value @param {{ source?: string }} [context] */
  const exactly = (_, value, context) => {
    const isWholeFloat = Number.isInteger(value) && /^-?\d+\.\d+$/.test(context?.source ?? "");
    return isWholeFloat ? new Float(context?.source ?? "") : value;
  };
  return merged(JSON.parse(text), JSON.parse(text, exactly));
}

/**
 * @param {any} plain
 * @param {any} exact
 * @returns {any}
 */
function merged(plain, exact) {
  if (typeof plain !== "object" || plain === null) {
    return plain;
  }
  for (const [name, part] of Object.entries(plain)) {
    plain[name] = ["arguments", "expected", "got"].includes(name) ? exact[name] : merged(part, exact[name]);
  }
  return plain;
}

/**
 * An array, or a number by itself, somewhere in an output.
 * @typedef {{ path: string, dtype: string, shape: number[], values: Value[] | null }} Leaf
 * `values` in C order; null where there are too many to be shown
 */

/**
 * The arrays and numbers of an output, with their paths as a comparison tells them.
 * @param {unknown} value as a verdict shows it
 * @param {string} [path]
 * @returns {Leaf[]}
 */
export function leaves(value, path = "") {
  if (isArray(value)) {
    const { dtype, shape, values } = value;
    const flat = values === undefined ? null : Array.isArray(values) ? values.flat(Infinity) : [values];
    return [{ path, dtype, shape, values: flat && flat.map((each) => (each instanceof Float ? Number(each) : each)) }];
  }
  if (typeof value === "number" || typeof value === "boolean" || value instanceof Float) {
    return [{ path, dtype: "number", shape: [], values: [Number(value)] }];
  }
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([name, part]) => leaves(part, path === "" ? name : `${path}.${name}`));
  }
  return [];
}

/**
 * A value as a person reads it.
 * @param {unknown} value as a verdict shows it
 * @param {string} [indent]
 * @returns {string}
 */
export function format(value, indent = "") {
  if (isArray(value)) {
    const head = `${value.dtype} (${value.shape.join(", ")}${value.shape.length === 1 ? "," : ""})`;
    if (value.values === undefined) {
      return `${head}, too many values to show`;
    }
    return `${head}\n${indent}${nested(value.values, value.dtype, indent)}`;
  }
  if (typeof value === "object" && value !== null && !(value instanceof Float)) {
    const parts = Object.entries(value).map(([name, part]) => `${indent}${name}: ${format(part, `${indent}  `)}`);
    return `\n${parts.join("\n")}`;
  }
  return value === null ? "None" : String(value);
}

/**
 * A number, to the digits that its type has.
 * @param {unknown} value
 * @param {string} [dtype]
 */
export function number(value, dtype = "") {
  if (typeof value !== "number") {
    return String(value);
  }
  const digits = { float16: 5, bfloat16: 4, float64: 17 }[dtype] ?? 8;
  const text = String(Number.isInteger(value) ? value : Number(value.toPrecision(digits)));
  return dtype.includes("float") && /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/**
 * An error or a tolerance: two digits tell enough.
 * @param {Value} value
 */
export function rough(value) {
  if (typeof value !== "number") {
    return value;
  }
  const isSmall = value !== 0 && Math.abs(value) < 1e-3;
  return isSmall ? value.toExponential(1).replace(".0e", "e") : String(Number(value.toPrecision(2)));
}

/** @param {number[]} index @param {string} path */
export function place(path, index) {
  return `${path}${index.length > 0 ? `[${index.join(", ")}]` : ""}` || "the output";
}

/**
 * @param {unknown} value
 * @returns {value is { dtype: string, shape: number[], values?: unknown }}
 */
function isArray(value) {
  return (
    typeof value === "object" && value !== null && "dtype" in value && "shape" in value && Array.isArray(value.shape)
  );
}

/** @param {unknown} values @param {string} dtype @param {string} indent @returns {string} */
function nested(values, dtype, indent) {
  if (!Array.isArray(values)) {
    return number(values, dtype);
  }
  const isRow = !values.some(Array.isArray);
  const parts = values.map((part) => nested(part, dtype, `${indent} `));
  return `[${parts.join(isRow ? ", " : `,\n${indent} `)}]`;
}
