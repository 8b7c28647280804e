/** @import { Api } from "./api.js" */
/** @import { Content, Distribution, Statistics } from "./types.js" */
import { ApiError } from "./api.js";
import { columns, legend, rows } from "./bars.js";
import { h } from "./dom.js";
import { figure, fitted } from "./plots.js";
import { counted, memory, percent, time } from "./units.js";

const MOST_COLUMNS = 92;
const MOST_ROWS = 12;
const MOST_BEFORE_MORE = 10;
/** @type {[string, string]} */
const BY_VERDICT = ["accepted", "not accepted"];

/**
 * What learners make of one problem: plots, the numbers behind each, and each as a file.
 * @param {HTMLElement} root
 * @param {Api} api
 */
export async function startStatistics(root, api) {
  const { statistics: name = "", query = "" } = root.dataset;
  const path = `problems/${name}/statistics`;
  let found;
  try {
    found = await api.read(`${path}${query}`);
  } catch (error) {
    if (!(error instanceof ApiError)) {
      throw error;
    }
    root.replaceChildren(h("p", { class: "error", role: "alert" }, error.message));
    return;
  }
  root.replaceChildren(summary(found));
  if (found.submissions === 0) {
    root.append(h("p", { class: "empty" }, "Nothing was judged on these days."));
    return;
  }
  const sections = h("div", { class: "sections" });
  root.append(sections);
  for (const [title] of SECTIONS) {
    sections.append(h("section", {}, h("h2", {}, title)));
  }
  SECTIONS.forEach(([title, table, draw], place) => {
    const section = sections.children[place];
    const address = `/api/v1/${path}/${table}.csv${query}`;
    section.append(
      ...draw(found),
      h("p", { class: "csv" }, h("a", { href: address, download: "" }, `${title} as CSV`)),
    );
  });
}

/** @type {[string, string, (found: Statistics) => (Node | string)[]][]} */
const SECTIONS = [
  ["Submissions over time", "days", overTime],
  ["Verdicts", "verdicts", verdicts],
  ["Submissions until accepted", "until_accepted", untilAccepted],
  ["Mistakes", "mistakes", mistakes],
  ["Cases that fail most", "cases", cases],
  ["Time", "time", (found) => distribution(found.time_ms, "Time of a run", time)],
  ["Memory", "memory", (found) => distribution(found.memory_mb, "Memory that a run added", memory)],
];

/** @param {Statistics} found */
function summary(found) {
  const { submissions, accepted, learners, solved_by: solvedBy, judge_errors: failed } = found;
  /** @type {[string, string, string][]} */
  const figures = [
    ["Submissions", String(submissions), failed > 0 ? `and ${failed} that the judge failed on` : ""],
    ["Accepted", percent(accepted, submissions), `${accepted} of ${submissions}`],
    ["Learners", String(learners), learners === 0 ? "none is named" : ""],
    ["Solved by", percent(solvedBy, learners), `${solvedBy} of ${learners} learners`],
  ];
  return h(
    "dl",
    { class: "totals" },
    figures.map(([name, value, note]) =>
      h("div", {}, h("dt", {}, name), h("dd", {}, value, note !== "" && h("small", {}, note))),
    ),
  );
}

/** @param {Statistics} found */
function overTime({ days, submissions }) {
  const step = days.length <= MOST_COLUMNS ? 1 : days.length <= 7 * MOST_COLUMNS ? 7 : 28;
  const bars = [];
  for (let first = 0; first < days.length; first += step) {
    const together = days.slice(first, first + step);
    const accepted = sum(together.map((each) => each.accepted));
    const all = sum(together.map((each) => each.submissions));
    bars.push({ label: shortDay(together[0].day), first: accepted, second: all - accepted });
  }
  const busiest = days.reduce((most, each) => (each.submissions > most.submissions ? each : most));
  const [from, to] = [days[0].day, days[days.length - 1].day];
  const chart = {
    title: "Submissions over time",
    description: `${counted(submissions, "submission")} from ${from} to ${to}; most on ${busiest.day}: ${busiest.submissions}.`,
    axis: step === 1 ? "day (UTC)" : `${step} days from (UTC)`,
    parts: BY_VERDICT,
    bars,
  };
  return [
    drawn(
      columns,
      chart,
      [legend(BY_VERDICT), `Most on ${busiest.day}: ${busiest.submissions}.`],
      ["day", "submissions", "accepted"],
      days.map((each) => [each.day, String(each.submissions), String(each.accepted)]),
    ),
  ];
}

/** @param {Statistics} found */
function verdicts({ verdicts: counts, submissions }) {
  const bars = counts.map((each) => ({
    label: words(each.verdict),
    value: each.submissions,
    figure: `${each.submissions} (${percent(each.submissions, submissions)})`,
    kind: /** @type {"first" | "second"} */ (each.verdict === "accepted" ? "first" : "second"),
  }));
  const chart = { title: "How submissions end", description: told(bars), bars };
  return [
    drawn(
      rows,
      chart,
      ["Submissions by their verdict."],
      ["verdict", "submissions"],
      counts.map((each) => [words(each.verdict), String(each.submissions)]),
    ),
  ];
}

/** @param {Statistics} found */
function untilAccepted({ until_accepted: counts, learners, solved_by: solvedBy }) {
  if (counts.length === 0) {
    return [h("p", { class: "muted" }, "The site names no learners, so their submissions can't be counted.")];
  }
  /** @type {[string, string]} */
  const parts = ["solved it then", "have not solved it"];
  const most = Math.max(...counts.map((each) => each.submissions));
  const bars = Array.from({ length: Math.min(most, MOST_BEFORE_MORE + 1) }, (_, place) => {
    const isRest = place === MOST_BEFORE_MORE;
    const here = counts.filter((each) => (isRest ? each.submissions > place : each.submissions === place + 1));
    return {
      label: isRest ? "more" : String(place + 1),
      first: sum(here.map((each) => each.solved_by)),
      second: sum(here.map((each) => each.unsolved_by)),
    };
  });
  const atOnce = counts.find((each) => each.submissions === 1)?.solved_by ?? 0;
  const words = `${solvedBy} of ${counted(learners, "learner")} solved it, ${atOnce} of them with the first submission.`;
  const chart = {
    title: "Submissions until accepted",
    description: words,
    axis: "submissions of a learner",
    parts,
    bars,
  };
  return [
    drawn(
      columns,
      chart,
      [legend(parts), words],
      ["submissions", ...parts],
      counts.map((each) => [String(each.submissions), String(each.solved_by), String(each.unsolved_by)]),
    ),
  ];
}

/** @param {Statistics} found */
function mistakes({ mistakes: counts }) {
  if (counts.length === 0) {
    return [h("p", { class: "muted" }, "Everything was accepted.")];
  }
  const all = sum(counts.map((each) => each.submissions));
  const named = (/** @type {{ title: string | null }} */ { title }) => title ?? "No known mistake";
  const bars = counts.slice(0, MOST_ROWS).map((each) => ({
    label: named(each),
    value: each.submissions,
    figure: `${each.submissions} (${percent(each.submissions, all)})`,
    kind: /** @type {"second" | "rest"} */ (each.mistake === null ? "rest" : "second"),
  }));
  const chart = { title: "Mistakes by frequency", description: told(bars), bars };
  return [
    drawn(
      rows,
      chart,
      [`Of ${counted(all, "submission")} not accepted, by the known mistake that each makes.${rest(counts)}`],
      ["mistake", "submissions", "learners"],
      counts.map((each) => [named(each), String(each.submissions), String(each.learners)]),
    ),
  ];
}

/** @param {Distribution} found @param {string} title @param {(value: number) => string} unit */
function distribution({ buckets, median, p90, p99, maximum }, title, unit) {
  if (median === null || p90 === null || p99 === null || maximum === null) {
    return [h("p", { class: "muted" }, "Nothing ran.")];
  }
  const range = (/** @type {Distribution["buckets"][0]} */ each) =>
    each.below === null ? `${unit(each.at_least)} or more` : `${unit(each.at_least)} to ${unit(each.below)}`;
  const bars = buckets.map((each) => ({
    label: range(each),
    tick: unit(each.at_least),
    first: each.accepted,
    second: each.submissions - each.accepted,
  }));
  const within = Math.max(
    0,
    buckets.findLastIndex((each) => each.at_least <= median),
  );
  const { at_least: low, below } = buckets[within];
  // As the bounds are laid out: logarithmically, but for the first, which begins at nothing.
  const share = below === null ? 0.5 : low === 0 ? median / below : Math.log(median / low) / Math.log(below / low);
  const words = `Half stay within ${unit(median)}, 90\u00a0% within ${unit(p90)}, 99\u00a0% within ${unit(p99)}; the most is ${unit(maximum)}.`;
  const chart = {
    title,
    description: words,
    axis: `${title.toLowerCase()}, on a logarithmic axis`,
    parts: BY_VERDICT,
    bars,
    mark: { at: within + share, label: `median ${unit(median)}` },
  };
  return [
    drawn(
      columns,
      chart,
      [legend(BY_VERDICT), words],
      ["range", "submissions", "accepted"],
      buckets.map((each) => [range(each), String(each.submissions), String(each.accepted)]),
    ),
  ];
}

/** @param {Statistics} found */
function cases({ cases: counts }) {
  if (counts.length === 0) {
    return [h("p", { class: "muted" }, "No case ran.")];
  }
  const bars = counts.slice(0, MOST_ROWS).map((each) => ({
    label: each.case,
    value: each.share_failed ?? 0,
    figure: `${percent(each.failed, each.ran)} of ${each.ran}`,
    kind: /** @type {"first" | "second"} */ ("second"),
  }));
  const chart = { title: "Cases that fail most", description: told(bars), bars, most: 1 };
  return [
    drawn(
      rows,
      chart,
      [`How many of the submissions fail a case, of those that it ran on.${rest(counts)}`],
      ["case", "failed", "ran"],
      counts.map((each) => [each.case, String(each.failed), String(each.ran)]),
    ),
  ];
}

/**
 * @template {{ title: string }} Chart
 * @param {(width: number, chart: Chart) => SVGElement} draw
 * @param {Chart} chart
 * @param {Content} caption
 * @param {string[]} head
 * @param {string[][]} lines
 */
function drawn(draw, chart, caption, head, lines) {
  return figure(
    fitted((width) => draw(width, chart), Number.POSITIVE_INFINITY),
    caption,
    head,
    lines,
    chart.title,
  );
}

/** @param {{ label: string, figure: string }[]} bars */
const told = (bars) => `${bars.map((bar) => `${bar.label}: ${bar.figure}`).join("; ")}.`;

/** @param {unknown[]} all */
const rest = (all) => (all.length > MOST_ROWS ? ` The first ${MOST_ROWS}; the numbers have all ${all.length}.` : "");

/** @param {string} name */
const words = (name) => name.replaceAll("_", " ");

/** @param {number[]} values */
const sum = (values) => values.reduce((one, other) => one + other, 0);

/** @param {string} day as 2026-01-31 */
function shortDay(day) {
  return new Date(`${day}T00:00:00Z`).toLocaleDateString(undefined, {
    day: "numeric",
    month: "short",
    timeZone: "UTC",
  });
}
