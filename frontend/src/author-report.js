/** @import { CaseReport, DegenerateAnswer, ExampleReport, Mutation, ProblemReport } from "./author-types.js" */
/** @import { Content } from "./types.js" */
import { spreadPlot } from "./author-plots.js";
import { count } from "./author-preview.js";
import { mark, mistake } from "./author-marks.js";
import { warmUp } from "./author-warm-up.js";
import { h } from "./dom.js";
import { table } from "./tables.js";

/**
 * What a check found: first what is wrong and what to do about it, then what was tried.
 * @param {ProblemReport} report
 * @returns {HTMLElement[]}
 */
export function problemReport(report) {
  const mistakes = report.examples.filter((example) => example.expected !== "accepted");
  return [
    h("h2", { tabindex: -1 }, verdict(report)),
    h("p", { class: "muted" }, "Revision ", h("code", {}, report.revision), `, on the cases of seed ${report.seed}.`),
    h(
      "ul",
      { class: "findings" },
      report.findings.map(({ severity, message }) =>
        h("li", { class: severity }, h("strong", {}, `${severity}: `), lines(message)),
      ),
    ),
    section("Which case catches which mistake", ...matrix(mistakes, report.cases)),
    section("What each case adds", ...contributions(report.cases)),
    section("The examples", examples(report)),
    section("The reference with one change", ...mutants(report.mutation)),
    section("Trivial answers", degenerate(report.degenerate_answers)),
    section("The tolerance, against rounding", spreadPlot(report.tolerance)),
    section("Compiled only while a submission runs", ...warmUp(report.examples)),
  ];
}

/** @param {ProblemReport} report */
function verdict(report) {
  if (!report.holds) {
    return "The cases have failures";
  }
  return report.findings.length > 0 ? "The cases pass, with warnings" : "The cases pass: nothing wrong was accepted";
}

/** @param {string} heading @param {...Content} content */
function section(heading, ...content) {
  return h("section", {}, h("h3", {}, heading), ...content);
}

/** @param {ExampleReport[]} mistakes @param {CaseReport[]} cases @returns {Content[]} */
function matrix(mistakes, cases) {
  const missed = mistakes.filter(isMissed);
  const said =
    mistakes.length === 0
      ? "The problem has no examples of mistakes."
      : missed.length === 0
        ? `${mistakes.length === 1 ? "The one mistake is" : `All ${mistakes.length} mistakes are`} caught.`
        : `No case catches ${missed.map(({ name }) => mistake(name)).join(", ")}.`;
  const table = h(
    "table",
    { class: "matrix" },
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        h("th", { scope: "col" }, "Mistake"),
        h("th", { scope: "col" }, "Caught by"),
        cases.map(({ name }) => h("th", { scope: "col", class: "case" }, h("span", {}, name))),
      ),
    ),
    h(
      "tbody",
      {},
      mistakes.map((example) =>
        h(
          "tr",
          { class: isMissed(example) && "missed" },
          h("th", { scope: "row" }, mistake(example.name)),
          h("td", { class: "number" }, catchers(example, cases.length)),
          cases.map(({ name }) => {
            const { sign, words } = onCase(example, name);
            return h(
              "td",
              { class: sign !== "·" && "caught", title: `${mistake(example.name)}: ${words}, ${name}` },
              h("span", { "aria-hidden": "true" }, sign),
              h("span", { class: "visually-hidden" }, words),
            );
          }),
        ),
      ),
    ),
  );
  return [
    h("p", { class: missed.length > 0 && "bad" }, said),
    mistakes.length > 0 &&
      h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "Mistakes and cases" }, table),
    mistakes.length > 0 &&
      h("p", { class: "muted small" }, "● the case catches the mistake, ◆ it is the only one that does, · it does not"),
  ];
}

/** @param {ExampleReport} example */
function isMissed(example) {
  return example.got === "accepted";
}

/** @param {ExampleReport} example @param {number} total @returns {Content} */
function catchers(example, total) {
  if (isMissed(example)) {
    return mark("bad", "none");
  }
  // What can't be loaded comes to no case.
  return example.caught_by.length === 0 ? "before any case" : `${example.caught_by.length} of ${total}`;
}

/** @param {ExampleReport} example @param {string} name */
function onCase(example, name) {
  if (!example.caught_by.includes(name)) {
    return { sign: "·", words: "not caught" };
  }
  return example.caught_by.length === 1
    ? { sign: "◆", words: "caught by this case only" }
    : { sign: "●", words: "caught" };
}

/** @param {CaseReport[]} cases @returns {Content[]} */
function contributions(cases) {
  const redundant = cases.filter((each) => each.redundant).map(({ name }) => name);
  return [
    redundant.length > 0 &&
      h(
        "p",
        {},
        `With this seed ${redundant.join(", ")} ${redundant.length === 1 ? "catches" : "catch"} nothing that earlier cases do not. That is fine: drawn cases also guard against memorized answers.`,
      ),
    table(
      "Cases",
      ["Case", "Visibility", "Mistakes", "Only here", "Changes first", "Needed"],
      cases.map((each) => [
        each.name,
        each.visibility,
        String(each.catches.length),
        each.catches_alone.length === 0
          ? "0"
          : `${each.catches_alone.length}: ${each.catches_alone.map(mistake).join(", ")}`,
        String(each.first_kills),
        each.redundant
          ? mark("neutral", "catches nothing more")
          : mark("good", each.visibility === "sample" ? "sample" : "yes"),
      ]),
    ),
    h(
      "p",
      { class: "muted small" },
      "Only here: mistakes that no other case catches. Changes first: changes of the reference that no earlier case notices.",
    ),
  ];
}

/** @param {ProblemReport} report */
function examples({ examples: found, not_told_apart: together }) {
  return [
    table(
      "Examples",
      ["Example", "Must get", "Gets", "Named to learners"],
      found.map((each) => [
        mistake(each.name),
        each.expected.replaceAll("_", " "),
        mark(each.as_expected ? "good" : "bad", each.got.replaceAll("_", " ")),
        each.named === null
          ? ""
          : each.named_rightly
            ? mark("good", each.named.map((name) => mistake(name)).join(" or "))
            : mark("bad", "no"),
      ]),
    ),
    ...together
      .filter((each) => !each.same_hint)
      .map((each) =>
        h(
          "p",
          { class: "small" },
          `No case tells ${each.mistakes.map(mistake).join(" from ")}: a learner who makes one is shown all of them.`,
        ),
      ),
  ];
}

/** @param {Mutation} mutation @returns {Content[]} */
function mutants({ made, run, killed, timed_out: stopped, not_judged: unjudged, equivalent, mutants: all }) {
  const survivors = all.filter((each) => each.status === "survived");
  const said = [
    `${killed + stopped} of ${count(run, "change")} are noticed`,
    stopped > 0 && `, ${stopped} of them by running out of time`,
    unjudged > 0 && `; ${unjudged} could not be judged, because checker.py failed`,
    equivalent > 0 && `; ${equivalent} are marked as equivalent`,
    run < made && `; ${made} could be made`,
    ".",
    survivors.length > 0 &&
      " The others, below, pass every case: add one that tells each from the reference, or mark it in equivalent_mutants if its change makes no difference to any right answer.",
  ];
  return [
    h("p", {}, ...said),
    ...survivors.map((each) =>
      h(
        "figure",
        { class: "mutant" },
        h("figcaption", {}, `Line ${each.line}, ${each.operator.replaceAll("_", " ")}: no case notices`),
        h(
          "pre",
          { tabindex: 0, class: "patch" },
          each.diff
            .trimEnd()
            .split("\n")
            .slice(2)
            .filter((line) => !line.startsWith("@@"))
            .map(patchLine),
        ),
      ),
    ),
  ];
}

/** @param {string} line */
function patchLine(line) {
  const kind = { "+": "added", "-": "removed" }[line[0]] ?? "same";
  return h("span", { class: kind }, `${line}\n`);
}

const STATUS = {
  rejected: /** @type {const} */ (["good", "rejected"]),
  accepted: /** @type {const} */ (["bad", "accepted"]),
  not_applicable: /** @type {const} */ (["neutral", "can't be made here"]),
  not_judged: /** @type {const} */ (["bad", "not judged"]),
};

/** @param {DegenerateAnswer[]} answers */
function degenerate(answers) {
  return table(
    "Trivial answers",
    ["Answer", "What it is", "It is", "By"],
    answers.map((each) => {
      const [kind, words] = STATUS[each.status];
      return [
        each.name.replaceAll("_", " "),
        each.description,
        mark(kind, words),
        each.not_judged ?? (each.rejected_by.length === 0 ? "" : count(each.rejected_by.length, "case")),
      ];
    }),
  );
}

/** @param {string} text */
function lines(text) {
  return text.split("\n").flatMap((line, place) => (place === 0 ? [line] : [h("br"), line]));
}
