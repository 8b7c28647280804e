/** @import { Case, ErrorReport } from "./types.js" */
/** @import { GoTo } from "./case-details.js" */
import { caseDetails } from "./case-details.js";
import { h } from "./dom.js";
import { duration, isFailed, isGood, prose, symbol, words } from "./verdicts.js";

// More are shown when asked for: a thousand rows take long to draw, and nobody reads them all.
const SHOWN = 100;
// Letters of an error beside the name of its case: about a line.
const BRIEF = 90;

/** The cases of a submission: as they come, and once it has ended those that failed first. */
export class CaseList {
  /** @param {GoTo} goTo */
  constructor(goTo) {
    this.goTo = goTo;
    /** @type {Case[]} */
    this.cases = [];
    /** @type {HTMLLIElement[]} */
    this.rows = [];
    /** @type {ErrorReport | null} an error that the page shows above */
    this.known = null;
    this.hasEnded = false;
    this.isWhole = false;
    this.list = h("ol", { class: "cases" });
    this.only = h("input", { type: "checkbox", onchange: () => this.draw() });
    this.onlyText = h("span");
    this.filter = h("label", { class: "only-failed", hidden: true }, this.only, this.onlyText);
    this.moreText = h("span");
    const more = h("button", { type: "button", onclick: () => this.showAll() }, this.moreText);
    this.more = h("p", { class: "more", hidden: true }, more);
    this.root = h("div", {}, this.filter, this.list, this.more);
  }

  clear() {
    this.cases = [];
    this.rows = [];
    this.known = null;
    this.hasEnded = false;
    this.isWhole = false;
    this.only.checked = false;
    this.draw();
  }

  /** @param {Case} entry @param {number} index */
  add(entry, index) {
    this.cases[index] = entry;
    if (index < SHOWN) {
      const known = this.rows[index];
      const row = this.row(index);
      known === undefined ? this.list.append(row) : known.replaceWith(row);
    }
  }

  /**
   * All have ended.
   * @param {Case[]} cases
   * @param {boolean} isOpen whether all are open, and not only the first that failed
   * @param {ErrorReport | null} known an error that the page shows above
   */
  end(cases, isOpen, known) {
    this.hasEnded = true;
    this.known = known;
    if (cases !== this.cases) {
      this.cases = cases;
      this.rows = [];
    }
    this.draw();
    const open = isOpen ? this.shown().slice(0, SHOWN) : this.failed().slice(0, 1);
    for (const index of open) {
      this.rows[index].firstElementChild?.setAttribute("open", "");
    }
  }

  /** @param {string} name @param {string} script that reproduces what the case of this name does */
  addReproducer(name, script) {
    const index = this.cases.findIndex((each) => each.name === name);
    if (index < 0) {
      return;
    }
    this.cases[index] = { ...this.cases[index], reproducer: script };
    const before = this.rows[index];
    if (before !== undefined) {
      const row = this.row(index);
      row.firstElementChild?.toggleAttribute("open", before.querySelector("details[open]") !== null);
      before.replaceWith(row);
    }
  }

  showAll() {
    const first = this.shown()[SHOWN];
    this.isWhole = true;
    this.draw();
    // The button that had the focus is gone: what it has brought gets it.
    this.rows[first]?.querySelector("summary")?.focus();
  }

  /** The places of those that did not pass. */
  failed() {
    return [...this.cases.keys()].filter((index) => isFailed(this.cases[index].verdict));
  }

  /** The places of those to show, in their order. */
  shown() {
    const failed = this.failed();
    if (this.only.checked) {
      return failed;
    }
    const places = [...this.cases.keys()];
    return this.hasEnded ? [...failed, ...places.filter((index) => !isFailed(this.cases[index].verdict))] : places;
  }

  draw() {
    const failed = this.failed().length;
    const wanted = this.shown();
    const shown = this.isWhole ? wanted : wanted.slice(0, SHOWN);
    this.list.replaceChildren(...shown.map((index) => this.rows[index] ?? this.row(index)));
    this.filter.hidden = !this.hasEnded || failed === 0 || failed === this.cases.length;
    this.onlyText.textContent = `Failed only (${failed} of ${this.cases.length})`;
    this.more.hidden = shown.length === wanted.length;
    this.moreText.textContent = `Show all ${wanted.length}`;
  }

  /** @param {number} index */
  row(index) {
    const entry = this.cases[index];
    const hasReason = !isGood(entry.verdict) && entry.message !== "";
    const details = h(
      "details",
      {},
      h(
        "summary",
        {},
        h("span", { class: `verdict ${entry.verdict}` }, symbol(entry.verdict), " ", words(entry.verdict)),
        h(
          "span",
          { class: "name" },
          entry.name,
          entry.visibility === "hidden" && h("span", { class: "muted" }, " hidden"),
        ),
        h(
          "span",
          { class: "muted time" },
          entry.verdict === "skipped" || entry.time_ms === null ? "" : duration(entry.time_ms),
        ),
        hasReason &&
          (entry.error
            ? h("span", { class: "why brief" }, brief(entry.error))
            : h("span", { class: "why" }, prose(entry.message))),
      ),
    );
    // Made when it is first opened: a page of plots and tables that nobody sees takes long.
    details.addEventListener(
      "toggle",
      () => details.append(h("div", { class: "inside" }, ...caseDetails(entry, this.known, this.goTo))),
      { once: true },
    );
    this.rows[index] = h("li", {}, details);
    return this.rows[index];
  }
}

/**
 * An error in a line; within it is told in full.
 * @param {ErrorReport} error
 */
function brief({ type, message }) {
  const [first] = message.split("\n");
  const text = first === "" ? type : `${type}: ${first}`;
  return text.length > BRIEF ? `${text.slice(0, BRIEF)}…` : text;
}
