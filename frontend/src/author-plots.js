/** @import { Spread } from "./author-types.js" */
import { h, svg } from "./dom.js";
import { figure, fitted, frame, MARGIN, powerOfTen, powers, scale } from "./plots.js";
import { rough } from "./values.js";

const WORDS = {
  float64: "in float64",
  jitted: "under jax.jit",
  bfloat16: "in bfloat16",
};
const LABELS = 88;
// Where a check begins to warn that a right solution may fail.
const WARNED = 0.1;
const MARKS = [
  { at: 1, label: "tolerance" },
  { at: WARNED, label: "a tenth of it" },
];
const ROW = 34;

/**
 * How far the reference's outputs move when only the arithmetic is another, in tolerances: on a logarithmic axis.
 * @param {Spread[]} spreads
 * @returns {HTMLElement}
 */
export function spreadPlot(spreads) {
  const rows = spreads.map((each) => [
    WORDS[each.variant],
    each.share_of_tolerance === null ? "–" : rough(each.share_of_tolerance),
    each.max_abs_error === null ? "–" : rough(each.max_abs_error),
    each.worst_case ?? "–",
    each.not_measured ?? "",
  ]);
  const head = ["the reference", "× tolerance", "largest error", "in case", "not measured"];
  const shares = spreads.map((each) => each.share_of_tolerance).filter((share) => typeof share === "number");
  const positive = shares.filter((share) => share > 0);
  const low = Math.floor(Math.log10(Math.min(WARNED, ...positive))) - 0.5;
  const high = Math.ceil(Math.log10(Math.max(10, ...positive))) + 0.3;
  const top = MARGIN.top + 14 * MARKS.length;
  const bottom = top + 6 + spreads.length * ROW;
  const height = bottom + MARGIN.bottom;
  const description = `${spreads
    .map(
      (each) =>
        `${WORDS[each.variant]}: ${each.share_of_tolerance === null ? "not measured" : `${rough(each.share_of_tolerance)} times the tolerance`}`,
    )
    .join("; ")}. The axis is logarithmic.`;
  const draw = (/** @type {number} */ width) => {
    const right = width - MARGIN.right;
    const x = scale(low, high, LABELS + 14, right);
    const chart = frame(width, height, "How far rounding moves the reference's outputs", description);
    for (const power of powers(low, high)) {
      chart.append(
        svg("line", { class: "grid", x1: x(power), x2: x(power), y1: top, y2: bottom }),
        powerOfTen(power, { x: x(power), y: bottom + 16, "text-anchor": "middle" }),
      );
    }
    // One above the other: where there is little room, the lines are close together.
    MARKS.forEach(({ at, label }, place) => {
      const to = x(Math.log10(at));
      const y = MARGIN.top + 14 * place;
      chart.append(
        svg("line", { class: "tolerance", x1: to, x2: to, y1: y - 8, y2: bottom }),
        svg("text", { class: "tolerance-label", x: to - 6, y: y + 2, "text-anchor": "end" }, label),
      );
    });
    spreads.forEach((each, place) => {
      const y = top + 6 + (place + 0.5) * ROW;
      chart.append(svg("text", { x: LABELS, y: y + 4, "text-anchor": "end" }, WORDS[each.variant]));
      const share = each.share_of_tolerance;
      if (share === null) {
        chart.append(svg("text", { x: LABELS + 20, y: y + 4 }, "not measured"));
        return;
      }
      const value = Number(share);
      const at = value === 0 ? LABELS + 14 : value === Number.POSITIVE_INFINITY ? right : x(Math.log10(value));
      // What only rounding differently does has to stay far below; bfloat16 has to be told from right.
      const isRight = each.variant === "bfloat16" ? value > 1 : value <= WARNED;
      const point = isRight
        ? svg("circle", { class: "passed", cx: at, cy: y, r: 5.5 })
        : svg("path", { class: "failed", d: `M${at - 5} ${y - 5}l10 10M${at + 5} ${y - 5}l-10 10` });
      point.append(svg("title", {}, `${WORDS[each.variant]}: ${rough(share)} times the tolerance`));
      chart.append(svg("line", { class: "grid", x1: LABELS + 14, x2: at, y1: y, y2: y }), point);
    });
    chart.append(
      svg("text", { x: width / 2, y: height - 5, "text-anchor": "middle" }, "times the tolerance (0 at the left edge)"),
    );
    return chart;
  };
  return h(
    "div",
    {},
    h(
      "p",
      {},
      "Computed in float64 or under jax.jit the outputs should stay below a tenth of the tolerance, so that no right solution fails; rounded to bfloat16 they should be well above it.",
    ),
    figure(fitted(draw), "Largest difference from the expected outputs (● as it should be, × not).", head, rows),
  );
}
