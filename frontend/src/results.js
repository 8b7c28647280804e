/** @import { Case, Content, ErrorReport, FailingInput, Remark, Review, Submission } from "./types.js" */
import { h } from "./dom.js";
import { errorPlot, outputPlot } from "./plots.js";
import { table } from "./tables.js";
import { format, number, place, rough } from "./values.js";
import { visible } from "./visible.js";

const WORDS = {
  accepted: "Accepted",
  completed: "Completed",
  wrong_answer: "Wrong answer",
  runtime_error: "Runtime error",
  time_limit_exceeded: "Time limit exceeded",
  memory_limit_exceeded: "Memory limit exceeded",
  output_limit_exceeded: "Output limit exceeded",
  compile_error: "Compile error",
  security_violation: "Security violation",
  judge_error: "Judge error",
  skipped: "Skipped",
};
const GOOD = ["accepted", "completed"];

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
    this.heading = root.querySelector("h2") ?? h("h2", {}, "Results");
    this.status = h("p", { class: "status", role: "status" });
    this.progress = h("progress", { "aria-label": "Cases that have finished", hidden: true });
    this.top = h("div", { class: "findings" });
    this.chart = h("div");
    this.list = h("ol", { class: "cases" });
    /** @type {Case[]} */
    this.cases = [];
    root.replaceChildren(this.heading, this.status, this.progress, this.top, this.chart, this.list);
  }

  /** @param {string} what is being done */
  begin(what) {
    this.cases = [];
    this.top.replaceChildren();
    this.chart.replaceChildren();
    this.list.replaceChildren();
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

  /** @param {string} message */
  fail(message) {
    this.progress.hidden = true;
    this.status.className = "status bad";
    this.status.replaceChildren(visible(message));
  }

  /**
   * A case has finished.
   * @param {Case} entry
   * @param {number} index
   * @param {number} total
   */
  add(entry, index, total) {
    this.cases[index] = entry;
    this.progress.max = total;
    this.progress.value = this.cases.length;
    this.say(`${this.cases.length} of ${total} cases…`);
    this.list.append(this.row(entry));
  }

  /** @param {Submission} submission which has its verdict, or was cancelled */
  end(submission) {
    this.progress.hidden = true;
    if (submission.status === "cancelled") {
      this.say("Cancelled.");
      return;
    }
    const verdict = submission.verdict ?? "";
    const figures = [
      `${submission.passed} of ${submission.total} cases`,
      submission.kind !== "run" && `score ${number(submission.score)}`,
      duration(submission.time_ms ?? 0),
    ].filter(Boolean);
    this.status.className = `status ${GOOD.includes(verdict) ? "good" : "bad"}`;
    this.status.replaceChildren(
      h("strong", {}, symbol(verdict), " ", words(verdict)),
      " ",
      h("span", { class: "muted" }, figures.join(" · ")),
    );
    // Cases were told one by one, but where a connection broke for good or a page was loaded again.
    if (submission.cases !== undefined) {
      this.cases = submission.cases;
      this.list.replaceChildren(...this.cases.map((each) => this.row(each)));
    }
    this.top.replaceChildren(...groups(submission.groups ?? []), ...this.findings(submission));
    const chart = errorPlot(this.cases);
    this.chart.replaceChildren(...(chart === null ? [] : [chart]));
    const failing = this.cases.find((each) => !GOOD.includes(each.verdict) && each.verdict !== "skipped");
    if (failing !== undefined) {
      const row = this.list.children[this.cases.indexOf(failing)]?.querySelector("details");
      row?.setAttribute("open", "");
    }
    this.editor.mark(submission.error?.line ?? this.cases.find((each) => each.error?.line)?.error?.line ?? null);
  }

  /**
   * What was found after the verdict.
   * @param {Review} review
   */
  addReview({ smallest, remarks, reproducers }) {
    for (const { case: name, script } of reproducers) {
      const place = this.cases.findIndex((each) => each.name === name);
      if (place >= 0) {
        const row = this.row({ ...this.cases[place], reproducer: script });
        row.firstElementChild?.toggleAttribute(
          "open",
          this.list.children[place].querySelector("details[open]") !== null,
        );
        this.list.children[place].replaceWith(row);
      }
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
    if (found.length === 0 && submission.message && !GOOD.includes(submission.verdict ?? "")) {
      found.push(h("p", { class: "message" }, prose(submission.message)));
    }
    if (submission.error) {
      found.push(this.error(submission.error));
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
      found.push(
        h(
          "details",
          { class: "smallest", open: true },
          h("summary", {}, "The smallest failing input"),
          ...this.call(smallest),
        ),
      );
    }
    if (remarks.length > 0) {
      const items = remarks.map((remark) =>
        h("li", {}, prose(remark.text), remark.line !== null && [" ", this.lineLink(remark.line)]),
      );
      found.push(h("section", { class: "remarks" }, h("h3", {}, "Worth knowing"), h("ul", {}, items)));
    }
    return found;
  }

  /** @param {Case} entry */
  row(entry) {
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
        !GOOD.includes(entry.verdict) && entry.message !== "" && h("span", { class: "why" }, prose(entry.message)),
      ),
    );
    // Made when it is first opened: a page of plots and tables that nobody sees takes long.
    details.addEventListener("toggle", () => details.append(h("div", { class: "inside" }, ...this.inside(entry))), {
      once: true,
    });
    return h("li", {}, details);
  }

  /** @param {Case} entry @returns {Content[]} */
  inside(entry) {
    const parts = this.call(entry);
    if (parts.length === 0) {
      parts.push(
        h(
          "p",
          { class: "muted" },
          entry.visibility === "hidden" ? "A hidden case: its values are not shown." : "There are no details.",
        ),
      );
    }
    return parts;
  }

  /** @param {Case | FailingInput} entry @returns {Content[]} */
  call(entry) {
    const parts = [];
    if (entry.error) {
      parts.push(this.error(entry.error));
    }
    if (!("visibility" in entry)) {
      parts.push(h("p", {}, prose(entry.message)));
    }
    const values = [
      ...Object.entries(entry.arguments ?? {}).map(([name, value]) => ({ name, value, isCode: true })),
      { name: "Expected", value: entry.expected, isCode: false },
      { name: "Got", value: entry.got, isCode: false },
    ].filter(({ value }) => value !== null && value !== undefined);
    if (values.length > 0) {
      parts.push(
        h(
          "dl",
          { class: "values" },
          values.map(({ name, value, isCode }) =>
            h(
              "div",
              {},
              h("dt", {}, isCode ? h("code", {}, name) : name),
              h("dd", {}, h("pre", { tabindex: 0 }, format(value).replace(/^\n/, ""))),
            ),
          ),
        ),
      );
    }
    if (!GOOD.includes(entry.verdict)) {
      parts.push(outputPlot(entry));
      parts.push(worst(entry));
    }
    for (const [name, text] of "stdout" in entry
      ? [
          ["Printed", entry.stdout],
          ["Written to stderr", entry.stderr],
        ]
      : []) {
      if (text !== "") {
        parts.push(h("p", { class: "label" }, name), h("pre", { class: "printed", tabindex: 0 }, text));
      }
    }
    if (entry.reproducer) {
      parts.push(reproducer(entry.reproducer));
    }
    return parts.filter((part) => part !== null);
  }

  /** @param {ErrorReport} error */
  error(error) {
    return h(
      "div",
      { class: "error" },
      h("p", {}, h("strong", {}, error.type), error.message === "" ? "" : `: ${error.message}`),
      error.line !== null &&
        h(
          "p",
          {},
          this.lineLink(error.line),
          error.source_line !== null && [" ", h("code", {}, error.source_line.trim())],
        ),
    );
  }

  /** @param {number} line */
  lineLink(line) {
    return h("button", { type: "button", class: "link", onclick: () => this.editor.goTo(line) }, `line ${line}`);
  }
}

/** @param {Case | FailingInput} entry */
function worst(entry) {
  const elements = entry.comparison?.worst ?? [];
  if (elements.length === 0) {
    return null;
  }
  const rows = elements.map((each) => {
    const error = Math.abs(Number(each.got) - Number(each.expected));
    return [
      place(each.path, each.index),
      number(each.expected),
      number(each.got),
      Number.isFinite(error) ? rough(error) : "–",
    ];
  });
  return h(
    "div",
    {},
    h("p", { class: "label" }, "Largest errors"),
    table("The elements with the largest errors", ["where", "expected", "got", "error"], rows, "numbers"),
  );
}

/** @param {string} script */
function reproducer(script) {
  const said = h("span", { class: "muted", role: "status" });
  const copy = async () => {
    await navigator.clipboard.writeText(script);
    said.textContent = "Copied.";
  };
  return h(
    "details",
    { class: "reproducer" },
    h("summary", {}, "A script to reproduce it on your machine"),
    h("div", { class: "bar" }, h("button", { type: "button", onclick: copy }, "Copy"), said),
    h("pre", { tabindex: 0 }, script),
  );
}

/**
 * A sentence, with what stands between backquotes as code.
 * @param {string} text
 */
function prose(text) {
  return text.split(/`([^`]+)`/).map((part, at) => (at % 2 === 1 ? h("code", {}, part) : part));
}

/** @param {string} verdict */
function words(verdict) {
  return WORDS[/** @type {keyof typeof WORDS} */ (verdict)] ?? verdict;
}

/** @param {string} verdict */
function symbol(verdict) {
  return h("span", { "aria-hidden": "true" }, GOOD.includes(verdict) ? "✓" : verdict === "skipped" ? "–" : "✗");
}

/** @param {number} ms */
function duration(ms) {
  return ms < 10 ? `${ms.toFixed(1)} ms` : ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
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
