/** @import { Api } from "./api.js" */
/** @import { Check } from "./author-types.js" */
import { refreshEarlier } from "./author-earlier.js";
import { Impact } from "./author-impact.js";
import { begin, finished, Job, withoutReport } from "./author-job.js";
import { findings, previewReport } from "./author-preview.js";
import { problemReport } from "./author-report.js";
import { showingRefusal } from "./author-talk.js";
import { find, h } from "./dom.js";

/**
 * Checking the live revision.
 * @param {HTMLElement} root
 * @param {Api} api
 */
export function startCheck(root, api) {
  const checks = new CheckRunner(root, api);
  find(root, "[data-action=check]").addEventListener("click", () =>
    checks.run(`problems/${root.dataset.problem}/check`),
  );
  checks.resume();
}

/** Runs checks, and shows their reports in the parts `said`, `job` and `report`. */
export class CheckRunner {
  /** @param {HTMLElement} root @param {Api} api */
  constructor(root, api) {
    this.said = find(root, "[data-part=said]");
    this.report = find(root, "[data-part=report]");
    this.job = new Job(find(root, "[data-part=job]"), api);
    this.impact = new Impact(find(root, "[data-part=impact]"), api);
  }

  /**
   * @param {string} path
   * @param {RequestInit & { headers?: Record<string, string> }} [request]
   */
  async run(path, request = {}) {
    this.report.replaceChildren();
    this.impact.clear();
    await showingRefusal(this.said, async () => {
      const id = await begin(this.job, path, request);
      // A page that is loaded again shows the same.
      history.replaceState(null, "", `?id=${id}`);
      await this.follow(id);
    });
  }

  /** Show the check that the page's address names, if it names one. */
  async resume() {
    const known = new URLSearchParams(location.search).get("id");
    if (known !== null) {
      await showingRefusal(this.said, () => this.follow(known));
    }
  }

  /** @param {string} id */
  async follow(id) {
    /** @type {Check} */
    const known = await this.job.api.read(`checks/${id}`);
    if (known.kind === "impact") {
      this.report.replaceChildren(h("h2", { tabindex: -1 }, `Submissions on ${known.added.join(", ")}`));
      await this.impact.follow(id);
      return;
    }
    const check = await finished(this.job, id);
    if (check !== null) {
      this.report.replaceChildren(...shown(check));
      this.report.querySelector("h2")?.focus();
      await Promise.all([refreshEarlier(this.job.api), this.impact.follow(check.report?.impact ?? null)]);
    }
  }
}

/** @param {Check} check */
function shown(check) {
  if (check.report === null) {
    return [withoutReport(check)];
  }
  if (check.kind === "check") {
    return problemReport(check.report);
  }
  if (check.kind === "publication") {
    return [
      h("h2", { tabindex: -1 }, check.report.ready ? "It was published" : "It was not published"),
      h(
        "ul",
        { class: "findings" },
        check.report.findings.map((/** @type {{ message: string }} */ each) =>
          h("li", { class: "failure" }, each.message),
        ),
      ),
    ];
  }
  return [
    h("h2", { tabindex: -1 }, `Preview of ${check.added.join(", ")}`),
    findings(check.report),
    ...previewReport(check.report),
  ];
}
