/** @import { Case, Content, FailingInput, Remark, Review, Submission } from "./types.js" */
import { errorReport, lineLink, smallestInput } from "./case-details.js";
import { CaseList } from "./case-list.js";
import { h } from "./dom.js";
import { errorPlot } from "./plots.js";
import { duration, isFailed, isGood, prose, symbol, words } from "./verdicts.js";

/** Where what became of a submission is shown, from its first moment to its verdict. */
export class Results {
  /**
   * @param {HTMLElement} root
   * @param {object} editor
   * @param {(line: number | null) => void} editor.mark
   * @param {(line: number) => void} editor.goTo
   */
  constructor(root, editor) {
    this.editor = editor;
    this.goTo = (/** @type {number} */ line) => editor.goTo(line);
    this.heading = root.querySelector("h2") ?? h("h2", {}, "Results");
    this.status = h("p", { class: "status", role: "status" });
    this.progress = h("progress", { "aria-label": "Cases that have finished", hidden: true });
    this.top = h("div", { class: "findings" });
    this.chart = h("div");
    this.list = new CaseList(this.goTo);
    /** @type {import("./types.js").ErrorReport | null} */
    this.error = null;
    root.replaceChildren(this.heading, this.status, this.progress, this.top, this.chart, this.list.root);
  }

  /** @param {string} what is being done */
  begin(what) {
    this.top.replaceChildren();
    this.chart.replaceChildren();
    this.list.clear();
    this.editor.mark(null);
    this.progress.hidden = false;
    this.progress.removeAttribute("value");
    this.say(what);
  }

  /** @param {...Content} what */
  say(...what) {
    this.status.className = "status";
    this.status.replaceChildren(h("span", {}, ...what));
  }

  /** @param {...Content} why */
  fail(...why) {
    this.progress.hidden = true;
    this.status.className = "status bad";
    this.status.replaceChildren(h("span", {}, ...why));
    this.lead();
  }

  /**
   * A case has finished.
   * @param {Case} entry
   * @param {number} index
   * @param {number} total
   */
  add(entry, index, total) {
    this.list.add(entry, index);
    const finished = this.list.cases.length;
    this.progress.max = total;
    this.progress.value = finished;
    this.say(`${finished} of ${total} cases…`);
  }

  /**
   * @param {Submission} submission which has its verdict, or was cancelled
   * @param {{ isOpen?: boolean }} [options] whether every case is open, since it is what was asked for
   */
  end(submission, { isOpen = false } = {}) {
    this.progress.hidden = true;
    if (submission.status === "cancelled") {
      this.say("Cancelled.");
      return;
    }
    const verdict = submission.verdict ?? "";
    const figures = [
      `${submission.passed} of ${submission.total} cases`,
      submission.kind !== "run" && `score ${rounded(submission.score ?? 0)}`,
      duration(submission.time_ms ?? 0),
    ].filter(Boolean);
    this.status.className = `status ${isGood(verdict) ? "good" : "bad"}`;
    this.status.replaceChildren(
      h("strong", {}, symbol(verdict), " ", words(verdict)),
      " ",
      h("span", { class: "muted" }, figures.join(" · ")),
    );
    // Cases were told one by one, but where a connection broke for good or a page was loaded again.
    const cases = submission.cases ?? this.list.cases;
    this.error = submission.error ?? cases.find((each) => isFailed(each.verdict))?.error ?? null;
    this.list.end(cases, isOpen, this.error);
    this.top.replaceChildren(...groups(submission.groups ?? []), ...this.findings(submission));
    const chart = errorPlot(cases);
    this.chart.replaceChildren(...(chart === null ? [] : [chart]));
    this.editor.mark(this.error?.line ?? cases.find((each) => each.error?.line)?.error?.line ?? null);
  }

  /** Bring what came into view, where less than half of the page shows it. */
  lead() {
    const { top } = this.heading.getBoundingClientRect();
    if (top < 0 || top > innerHeight / 2) {
      this.heading.scrollIntoView({ block: "start" });
    }
  }

  /**
   * What was found after the verdict.
   * @param {Review} review
   */
  addReview({ smallest, remarks, reproducers }) {
    for (const { case: name, script } of reproducers) {
      this.list.addReproducer(name, script);
    }
    this.top.append(...this.reviewed(smallest, remarks));
  }

  /** @param {Submission} submission @returns {HTMLElement[]} */
  findings(submission) {
    const found = [];
    for (const { title, text } of submission.hints ?? []) {
      found.push(
        h(
          "section",
          { class: "hint" },
          h("h3", {}, "It looks like this mistake: ", h("em", {}, title)),
          h("p", {}, prose(text)),
        ),
      );
    }
    const message = found.length === 0 ? summary(submission) : "";
    if (message !== "") {
      found.push(h("p", { class: "message" }, prose(message)));
    }
    if (this.error !== null) {
      found.push(errorReport(this.error, this.goTo));
    }
    if (submission.has_details === false) {
      found.push(h("p", { class: "muted" }, "The results of the cases are no longer kept. How it ended is."));
    }
    found.push(...this.reviewed(submission.smallest ?? null, submission.remarks ?? []));
    return found;
  }

  /** @param {FailingInput | null} smallest @param {Remark[]} remarks */
  reviewed(smallest, remarks) {
    const found = [];
    if (smallest !== null) {
      found.push(smallestInput(smallest, this.error, this.goTo));
    }
    if (remarks.length > 0) {
      const items = remarks.map((remark) =>
        h("li", {}, prose(remark.text), remark.line !== null && [" ", lineLink(remark.line, this.goTo)]),
      );
      found.push(h("section", { class: "remarks" }, h("h3", {}, "Worth knowing"), h("ul", {}, items)));
    }
    return found;
  }
}

/**
 * What is said of the whole beside what stands elsewhere: in the case that failed, or in the error.
 * @param {Submission} submission
 */
function summary({ verdict, message, reason, parameters, error }) {
  if (!message || isGood(verdict ?? "") || reason === "case_failed" || reason === "call_failed") {
    return "";
  }
  if (reason === "demand_not_met") {
    return `The outputs are right, but a demand is not met: ${parameters?.demand}.`;
  }
  return error && error.message !== "" && message.includes(error.message) ? "" : message;
}

/**
 * What each group counts, in a problem that has any.
 *
 * @param {import("./types.js").GroupScore[]} scores
 */
function groups(scores) {
  if (scores.length === 0) return [];
  const said = scores.map(({ name, score, missing }) => {
    const needs = missing.length > 0 ? `, needs ${missing.join(" and ")} first` : "";
    return h("li", {}, `${name}: ${Math.round(100 * score)} %${needs}`);
  });
  return [h("section", { class: "groups" }, h("h3", {}, "Score by group"), h("ul", {}, said))];
}

/** To three digits; never up, or what is not all right would look so. @param {number} score */
function rounded(score) {
  return String(Math.floor(Number((1000 * score).toFixed(6))) / 1000);
}
