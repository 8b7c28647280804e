import { h, newId, svg } from "./dom.js";
import { frame, scale, ticks } from "./plots.js";

const MARGIN = { left: 44, right: 12, top: 14, bottom: 40 };
const HEIGHT = 220;
const ROW = 28;
const LETTER = 6.4;
const ROOM_FOR_A_LABEL = 58;

/**
 * Two counts that add up to a bar: the first is filled, the second only outlined and hatched.
 * @typedef {{ label: string, first: number, second: number, tick?: string }} Bar `tick` stands at its left edge
 */

/**
 * Upright bars, each of two parts, in the order of an axis.
 * @param {number} width
 * @param {object} chart
 * @param {string} chart.title
 * @param {string} chart.description
 * @param {string} chart.axis what the axis is
 * @param {[string, string]} chart.parts what the two parts are
 * @param {Bar[]} chart.bars
 * @param {{ at: number, label: string }} [chart.mark] a line, `at` so many bars from the left
 */
export function columns(width, { title, description, axis, parts, bars, mark }) {
  const drawn = frame(width, HEIGHT, title, description);
  const hatched = hatching(drawn);
  const bottom = HEIGHT - MARGIN.bottom;
  const most = Math.max(1, ...bars.map((bar) => bar.first + bar.second));
  const x = scale(0, bars.length, MARGIN.left + 4, width - MARGIN.right);
  // The mark's words stand above the bars.
  const y = scale(0, most, bottom, MARGIN.top + (mark === undefined ? 0 : 12));
  for (const tick of ticks(0, most).filter(Number.isInteger)) {
    drawn.append(
      svg("line", { class: "grid", x1: MARGIN.left, x2: width - MARGIN.right, y1: y(tick), y2: y(tick) }),
      svg("text", { x: MARGIN.left - 7, y: y(tick) + 4, "text-anchor": "end" }, String(tick)),
    );
  }
  // Between them a gap of a fifth, which many narrow bars do without.
  const room = x(1) - x(0);
  const breadth = Math.min(room - Math.min(6, room / 5), 64);
  const every = Math.ceil(ROOM_FOR_A_LABEL / room);
  bars.forEach((bar, place) => {
    const middle = x(place + 0.5);
    const at = middle - breadth / 2;
    const group = svg(
      "g",
      {},
      svg("title", {}, `${bar.label}: ${bar.first} ${parts[0]}, ${bar.second} ${parts[1]}`),
      // Also where the bars are low there is something to point at.
      svg("rect", { class: "target", x: x(place), width: room, y: MARGIN.top, height: bottom - MARGIN.top }),
    );
    if (bar.first > 0) {
      group.append(
        svg("rect", { class: "first", x: at, width: breadth, y: y(bar.first), height: bottom - y(bar.first) }),
      );
    }
    if (bar.second > 0) {
      const top = y(bar.first + bar.second);
      group.append(
        svg("rect", { class: "second", fill: hatched, x: at, width: breadth, y: top, height: y(bar.first) - top }),
      );
    }
    drawn.append(group);
    if (place % every === 0) {
      drawn.append(
        bar.tick === undefined
          ? svg(
              "text",
              { x: Math.min(middle, width - bar.label.length * LETTER * 0.5), y: bottom + 16, "text-anchor": "middle" },
              bar.label,
            )
          : svg("text", { x: x(place), y: bottom + 16, "text-anchor": "middle" }, bar.tick),
      );
    }
  });
  drawn.append(
    svg("line", { class: "axis", x1: MARGIN.left, x2: width - MARGIN.right, y1: bottom, y2: bottom }),
    svg("text", { x: (MARGIN.left + width - MARGIN.right) / 2, y: HEIGHT - 5, "text-anchor": "middle" }, axis),
  );
  if (mark !== undefined) {
    const at = x(mark.at);
    const isLate = mark.at > bars.length / 2;
    drawn.append(
      svg("line", { class: "tolerance", x1: at, x2: at, y1: MARGIN.top - 6, y2: bottom }),
      svg(
        "text",
        {
          class: "tolerance-label",
          x: at + (isLate ? -5 : 5),
          y: MARGIN.top + 2,
          "text-anchor": isLate ? "end" : "start",
        },
        mark.label,
      ),
    );
  }
  return drawn;
}

/**
 * Lying bars, with a name before and a figure behind each.
 * @param {number} width
 * @param {object} chart
 * @param {string} chart.title
 * @param {string} chart.description
 * @param {{ label: string, value: number, figure: string, kind: "first" | "second" | "rest" }[]} chart.bars
 * @param {number} [chart.most] what would fill the whole width
 */
export function rows(width, { title, description, bars, most = Math.max(1, ...bars.map((bar) => bar.value)) }) {
  const height = bars.length * ROW + 14;
  const drawn = frame(width, height, title, description);
  const hatched = hatching(drawn);
  const longest = Math.max(...bars.map((bar) => bar.label.length)) * LETTER;
  const left = Math.min(longest + 20, width * 0.42);
  const right = Math.max(...bars.map((bar) => bar.figure.length)) * LETTER + 18;
  const x = scale(0, most, left, width - right);
  bars.forEach((bar, place) => {
    const top = 7 + place * ROW;
    const length = Math.max(1, x(bar.value) - left);
    const fill = bar.kind === "second" ? hatched : undefined;
    drawn.append(
      svg(
        "text",
        { x: left - 8, y: top + ROW / 2 + 4, "text-anchor": "end" },
        shortened(bar.label, (left - 20) / LETTER),
        svg("title", {}, bar.label),
      ),
      svg("rect", { class: bar.kind, fill, x: left, width: length, y: top + 5, height: ROW - 10 }),
      svg("text", { class: "figure", x: left + length + 7, y: top + ROW / 2 + 4 }, bar.figure),
    );
  });
  return drawn;
}

/** What tells the two parts apart beside the colour. @param {[string, string]} parts */
export function legend(parts) {
  return h(
    "span",
    { class: "legend" },
    ...parts.map((part, place) =>
      h("span", {}, h("span", { class: place === 0 ? "key first" : "key second", "aria-hidden": "true" }), part),
    ),
  );
}

/** @param {SVGElement} chart @returns {string} what fills a bar with lines */
function hatching(chart) {
  const id = newId();
  chart.append(
    svg(
      "defs",
      {},
      svg(
        "pattern",
        { id, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
        svg("rect", { class: "hatch-ground", width: 6, height: 6 }),
        svg("line", { class: "hatch", x1: 0, x2: 0, y1: 0, y2: 6 }),
      ),
    ),
  );
  return `url(#${id})`;
}

/** @param {string} text @param {number} length */
function shortened(text, length) {
  const most = Math.max(4, Math.floor(length));
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
