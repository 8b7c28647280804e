/** @import { Case, Content, FailingInput } from "./types.js" */
/** @import { Leaf } from "./values.js" */
import { h, newId, svg } from "./dom.js";
import { table } from "./tables.js";
import { leaves, number, rough } from "./values.js";

// Wider, a plot of a few values is only emptier.
export const WIDEST = 560;
export const MARGIN = { left: 58, right: 14, top: 12, bottom: 34 };
const MOST_MARKS = 80;
const ROOM_FOR_A_DIGIT = 8;

/**
 * Expected against got, element by element: the array that differs, or nothing where it can't be drawn.
 * @param {Case | FailingInput} entry
 * @returns {HTMLElement | null}
 */
export function outputPlot(entry) {
  const pair = differing(entry);
  if (pair === null) {
    return null;
  }
  const { expected, got } = pair;
  const wanted = /** @type {unknown[]} */ (expected.values).map(toNumber);
  const came = /** @type {unknown[]} */ (got.values).map(toNumber);
  const finite = [...wanted, ...came].filter(Number.isFinite);
  if (finite.length === 0) {
    return null;
  }
  const count = Math.max(wanted.length, came.length);
  const height = 220;
  const low = Math.min(...finite);
  const high = Math.max(...finite);
  const room = (high - low || Math.abs(high) || 1) * 0.06;
  const y = scale(low - room, high + room, height - MARGIN.bottom, MARGIN.top);
  const where = expected.path === "" ? "" : ` of ${expected.path}`;
  const left = wanted.length + came.length - finite.length;
  const note = left === 0 ? "" : ` ${left} values are not finite and can't be drawn.`;
  const description =
    `${count} elements in order; expected values go from ${number(least(wanted))} to ${number(most(wanted))}, ` +
    `those that came from ${number(least(came))} to ${number(most(came))}.${note}`;
  const draw = (/** @type {number} */ width) => {
    const right = width - MARGIN.right;
    const x = scale(count === 1 ? -1 : 0, count === 1 ? 1 : count - 1, MARGIN.left + 10, right - 10);
    const chart = frame(width, height, `Expected and got${where}`, description);
    for (const tick of ticks(low - room, high + room)) {
      chart.append(
        svg("line", { class: "grid", x1: MARGIN.left, x2: right, y1: y(tick), y2: y(tick) }),
        svg("text", { x: MARGIN.left - 8, y: y(tick) + 4, "text-anchor": "end" }, number(Number(tick.toPrecision(6)))),
      );
    }
    for (const tick of ticks(0, Math.max(count - 1, 1)).filter((at) => Number.isInteger(at) && at < count)) {
      chart.append(svg("text", { x: x(tick), y: height - MARGIN.bottom + 16, "text-anchor": "middle" }, String(tick)));
    }
    chart.append(
      svg("text", { x: (MARGIN.left + right) / 2, y: height - 5, "text-anchor": "middle" }, "element"),
      series(wanted, x, y, "expected", (at, to) => svg("circle", { cx: at, cy: to, r: 5.5 })),
      series(came, x, y, "got", (at, to) => svg("path", { d: `M${at - 4} ${to - 4}l8 8M${at + 4} ${to - 4}l-8 8` })),
    );
    return chart;
  };
  const rows = Array.from({ length: count }, (_, at) => [
    String(at),
    at < wanted.length ? number(expected.values?.[at], expected.dtype) : "–",
    at < came.length ? number(got.values?.[at], got.dtype) : "–",
  ]);
  return figure(fitted(draw), `Expected (○) and got (×)${where}.${note}`, ["element", "expected", "got"], rows);
}

/**
 * The largest error of each case, on a logarithmic axis, with the tolerance.
 * @param {Case[]} cases
 * @returns {HTMLElement | null}
 */
export function errorPlot(cases) {
  const compared = cases.filter((each) => typeof each.comparison?.max_abs_error === "number");
  const errors = compared.map((each) => Number(each.comparison?.max_abs_error));
  const tolerances = [...new Set(compared.map((each) => Number(each.comparison?.atol)))].filter((atol) => atol > 0);
  const positive = [...errors, ...tolerances].filter((value) => value > 0);
  if (compared.length < 2 || positive.length === 0) {
    return null;
  }
  const low = Math.floor(Math.log10(Math.min(...positive))) - 0.4;
  const high = Math.ceil(Math.log10(Math.max(...positive))) + 0.2;
  const height = 190;
  const bottom = height - MARGIN.bottom;
  const y = scale(low, high, bottom - 18, MARGIN.top);
  const over = compared.filter((each) => each.verdict !== "accepted").length;
  const description =
    `${compared.length} of ${cases.length} cases could be compared; ${over} are not accepted. ` +
    `Errors are on a logarithmic axis. The absolute tolerance is ${tolerances.map(rough).join(" or ") || "0"}.`;
  const draw = (/** @type {number} */ width) => {
    const right = width - MARGIN.right;
    const x = scale(0, Math.max(cases.length - 1, 1), MARGIN.left + 14, right - 14);
    const every = Math.ceil((ROOM_FOR_A_DIGIT * (1 + String(cases.length).length)) / (x(1) - x(0)));
    /** @type {SVGElement[]} */
    const failed = [];
    const chart = frame(width, height, "Largest error of each case", description);
    for (const power of powers(low, high)) {
      chart.append(
        svg("line", { class: "grid", x1: MARGIN.left, x2: right, y1: y(power), y2: y(power) }),
        powerOfTen(power, { x: MARGIN.left - 8, y: y(power) + 4, "text-anchor": "end" }),
      );
    }
    chart.append(
      svg("line", { class: "grid", x1: MARGIN.left, x2: right, y1: bottom, y2: bottom }),
      svg("text", { x: MARGIN.left - 8, y: bottom + 4, "text-anchor": "end" }, "0"),
    );
    for (const atol of tolerances) {
      const at = y(Math.log10(atol));
      chart.append(
        svg("line", { class: "tolerance", x1: MARGIN.left, x2: right, y1: at, y2: at }),
        svg(
          "text",
          { class: "tolerance-label", x: right, y: at - 5, "text-anchor": "end" },
          `tolerance ${rough(atol)}`,
        ),
      );
    }
    cases.forEach((each, place) => {
      const error = each.comparison?.max_abs_error;
      if (place % every === 0) {
        chart.append(svg("text", { x: x(place), y: height - 14, "text-anchor": "middle" }, String(place + 1)));
      }
      if (typeof error !== "number") {
        return;
      }
      const at = x(place);
      const to = error > 0 ? y(Math.log10(error)) : bottom;
      const mark =
        each.verdict === "accepted"
          ? svg("circle", { class: "passed", cx: at, cy: to, r: 5 })
          : svg("path", { class: "failed", d: `M${at - 5} ${to - 5}l10 10M${at + 5} ${to - 5}l-10 10` });
      mark.append(svg("title", {}, `${each.name}: ${rough(error)}`));
      each.verdict === "accepted" ? chart.append(mark) : failed.push(mark);
    });
    // Last, so that no other hides them.
    chart.append(...failed);
    return chart;
  };
  const rows = cases.map((each, place) => [
    `${place + 1} ${each.name}`,
    each.verdict.replaceAll("_", " "),
    each.comparison?.max_abs_error === undefined || each.comparison.max_abs_error === null
      ? "–"
      : rough(each.comparison.max_abs_error),
    each.comparison ? `${rough(each.comparison.atol)} + ${rough(each.comparison.rtol)} × |expected|` : "–",
  ]);
  return figure(
    fitted(draw),
    "Largest error of each case (● passed, × failed). The line is the absolute part of the tolerance; a large value may be off by more.",
    ["case", "verdict", "largest error", "tolerance"],
    rows,
  );
}

/**
 * @param {Case | FailingInput} entry
 * @returns {{ expected: Leaf, got: Leaf } | null}
 */
function differing(entry) {
  const wanted = leaves(entry.expected);
  const came = new Map(leaves(entry.got).map((leaf) => [leaf.path, leaf]));
  const path = entry.comparison?.path;
  const expected = wanted.find((leaf) => leaf.path === path) ?? wanted[0];
  const got = expected === undefined ? undefined : came.get(expected.path);
  const isDrawn = /** @param {Leaf | undefined} leaf */ (leaf) =>
    leaf !== undefined && leaf.values !== null && leaf.values.length > 0 && !leaf.dtype.startsWith("complex");
  return expected !== undefined && got !== undefined && isDrawn(expected) && isDrawn(got) ? { expected, got } : null;
}

/**
 * @param {number[]} values
 * @param {(at: number) => number} x
 * @param {(to: number) => number} y
 * @param {string} name
 * @param {(at: number, to: number) => SVGElement} mark
 */
function series(values, x, y, name, mark) {
  const group = svg("g", { class: `series ${name}` });
  let line = "";
  let isDrawing = false;
  values.forEach((value, at) => {
    if (Number.isFinite(value)) {
      line += `${isDrawing ? "L" : "M"}${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
      if (values.length <= MOST_MARKS) {
        group.append(mark(x(at), y(value)));
      }
    }
    isDrawing = Number.isFinite(value);
  });
  group.prepend(svg("path", { class: "line", d: line }));
  return group;
}

/**
 * A picture that is drawn as wide as there is room, and again where that changes: its letters are then as large as
 * those around it, on a phone too.
 * @param {(width: number) => SVGElement} draw
 * @param {number} [widest]
 */
export function fitted(draw, widest = WIDEST) {
  // Its height is none, so that no drawing changes what is observed.
  const ruler = h("div");
  const shown = h("div");
  let drawn = 0;
  new ResizeObserver(() => {
    const width = Math.min(ruler.clientWidth, widest);
    if (width > 0 && width !== drawn) {
      drawn = width;
      shown.replaceChildren(draw(width));
    }
  }).observe(ruler);
  return h("div", { class: "fitted" }, ruler, shown);
}

/** @param {number} width @param {number} height @param {string} title @param {string} description */
export function frame(width, height, title, description) {
  const [titled, described] = [newId(), newId()];
  return svg(
    "svg",
    {
      class: "plot",
      role: "img",
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      "aria-labelledby": titled,
      "aria-describedby": described,
    },
    svg("title", { id: titled }, title),
    svg("desc", { id: described }, description),
  );
}

/** @param {number} power @param {Record<string, string | number>} place */
export function powerOfTen(power, place) {
  return svg("text", place, "10", svg("tspan", { dy: -5, class: "exponent" }, String(power).replace("-", "−")));
}

/** @param {Element} picture @param {Content} caption @param {string[]} head @param {string[][]} rows @param {string} label */
export function figure(picture, caption, head, rows, label = String(caption)) {
  return h(
    "figure",
    {},
    picture,
    h("figcaption", {}, caption),
    h("details", {}, h("summary", {}, "The numbers"), table(label, head, rows, "numbers")),
  );
}

/** @param {number} from @param {number} to @param {number} first @param {number} last */
export function scale(from, to, first, last) {
  return (/** @type {number} */ value) => first + ((value - from) / (to - from)) * (last - first);
}

/** @param {number} low @param {number} high @returns {number[]} round numbers between them */
export function ticks(low, high) {
  const rough = (high - low) / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const found = [];
  for (let at = Math.ceil(low / step); at * step <= high; at += 1) {
    found.push(at * step);
  }
  return found;
}

/** @param {number} low @param {number} high @returns {number[]} whole exponents between them, not too many */
export function powers(low, high) {
  const step = Math.max(1, Math.ceil((high - low) / 6));
  const found = [];
  for (let power = Math.ceil(low); power <= high; power += step) {
    found.push(power);
  }
  return found;
}

/** @param {unknown} value */
function toNumber(value) {
  return typeof value === "boolean" ? Number(value) : typeof value === "number" ? value : Number.NaN;
}

/** @param {number[]} values */
const least = (values) => Math.min(...values.filter(Number.isFinite));
/** @param {number[]} values */
const most = (values) => Math.max(...values.filter(Number.isFinite));
