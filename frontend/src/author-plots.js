/** @import { Spread } from "./author-types.js" */
import { h, svg } from "./dom.js";
import { figure, frame, MARGIN, powers, scale, WIDTH } from "./plots.js";
import { rough } from "./values.js";

const WORDS = {
  float64: "in float64",
  jitted: "under jax.jit",
  bfloat16: "in bfloat16",
};
const LABELS = 120;
// Where a check begins to warn that a right solution may fail.
const WARNED = 0.1;
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
  const bottom = MARGIN.top + 14 + spreads.length * ROW;
  const height = bottom + MARGIN.bottom;
  const x = scale(low, high, LABELS + 14, WIDTH - MARGIN.right);
  const chart = frame(
    height,
    "How far rounding moves the reference's outputs",
    `${spreads
      .map((each) => `${WORDS[each.variant]}: ${each.share_of_tolerance === null ? "not measured" : `${rough(each.share_of_tolerance)} times the tolerance`}`)
      .join("; ")}. The axis is logarithmic.`,
  );
  for (const power of powers(low, high)) {
    chart.append(
      svg("line", { class: "grid", x1: x(power), x2: x(power), y1: MARGIN.top + 8, y2: bottom }),
      svg(
        "text",
        { x: x(power), y: bottom + 16, "text-anchor": "middle" },
        "10",
        svg("tspan", { dy: -5, class: "exponent" }, String(power).replace("-", "−")),
      ),
    );
  }
  for (const [at, label] of /** @type {const} */ ([[1, "tolerance"], [WARNED, "a tenth"]])) {
    const to = x(Math.log10(at));
    chart.append(
      svg("line", { class: "tolerance", x1: to, x2: to, y1: MARGIN.top + 8, y2: bottom }),
      svg("text", { class: "tolerance-label", x: to, y: MARGIN.top + 3, "text-anchor": "middle" }, label),
    );
  }
  spreads.forEach((each, place) => {
    const y = MARGIN.top + 14 + (place + 0.5) * ROW;
    chart.append(svg("text", { x: LABELS, y: y + 4, "text-anchor": "end" }, WORDS[each.variant]));
    const share = each.share_of_tolerance;
    if (share === null) {
      chart.append(svg("text", { x: LABELS + 20, y: y + 4 }, "not measured"));
      return;
    }
    const value = Number(share);
    const at = value === 0 ? LABELS + 14 : value === Number.POSITIVE_INFINITY ? WIDTH - MARGIN.right : x(Math.log10(value));
    // What only rounding differently does has to stay far below; bfloat16 has to be told from right.
    const isRight = each.variant === "bfloat16" ? value > 1 : value <= WARNED;
    const point = isRight
      ? svg("circle", { class: "passed", cx: at, cy: y, r: 5.5 })
      : svg("path", { class: "failed", d: `M${at - 5} ${y - 5}l10 10M${at + 5} ${y - 5}l-10 10` });
    point.append(svg("title", {}, `${WORDS[each.variant]}: ${rough(share)} times the tolerance`));
    chart.append(svg("line", { class: "grid", x1: LABELS + 14, x2: at, y1: y, y2: y }), point);
  });
  chart.append(
    svg("text", { x: (LABELS + WIDTH) / 2, y: height - 2, "text-anchor": "middle" }, "times the tolerance (0 at the left edge)"),
  );
  return h(
    "div",
    {},
    h(
      "p",
      {},
      "Computed in float64 or under jax.jit the outputs should stay below a tenth of the tolerance, so that no right solution fails; rounded to bfloat16 they should be well above it.",
    ),
    figure(chart, "Largest difference from the expected outputs (● as it should be, × not).", head, rows),
  );
}
