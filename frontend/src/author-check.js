/** @import { Api } from "./api.js" */
import { checked, Job, withoutReport } from "./author-job.js";
import { problemReport } from "./author-report.js";
import { attempt } from "./author-talk.js";
import { find } from "./dom.js";

/**
 * Checking the live revision.
 * @param {HTMLElement} root
 * @param {Api} api
 */
export function startCheck(root, api) {
  const runner = new CheckRunner(root, api);
  find(root, "[data-action=check]").addEventListener("click", () => runner.run(`problems/${root.dataset.problem}/check`));
}

/** Runs checks, and shows their reports in the parts `said`, `job` and `report`. */
export class CheckRunner {
  /** @param {HTMLElement} root @param {Api} api */
  constructor(root, api) {
    this.api = api;
    this.said = find(root, "[data-part=said]");
    this.report = find(root, "[data-part=report]");
    this.job = new Job(find(root, "[data-part=job]"), api);
  }

  /** @param {string} path @param {RequestInit & { headers?: Record<string, string> }} [request] */
  async run(path, request = {}) {
    this.report.replaceChildren();
    await attempt(this.said, async () => {
      const check = await checked(this.job, this.api, path, request);
      if (check !== null) {
        this.report.replaceChildren(...(check.report === null ? [withoutReport(check)] : problemReport(check.report)));
        this.report.querySelector("h2")?.focus();
      }
    });
  }
}
