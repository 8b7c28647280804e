/** @import { Api } from "./api.js" */
import { begin, finished, Job, withoutReport } from "./author-job.js";
import { problemReport } from "./author-report.js";
import { attempt } from "./author-talk.js";
import { find } from "./dom.js";

/**
 * Checking the live revision.
 * @param {HTMLElement} root
 * @param {Api} api
 */
export function startCheck(root, api) {
  const checks = new CheckRunner(root, api);
  find(root, "[data-action=check]").addEventListener("click", async () => {
    const id = await checks.run(`problems/${root.dataset.problem}/check`);
    if (id !== null) {
      // A page that is loaded again shows the same.
      history.replaceState(null, "", `?id=${id}`);
      await checks.follow(id);
    }
  });
  const known = new URLSearchParams(location.search).get("id");
  if (known !== null) {
    checks.follow(known);
  }
}

/** Runs checks, and shows their reports in the parts `said`, `job` and `report`. */
export class CheckRunner {
  /** @param {HTMLElement} root @param {Api} api */
  constructor(root, api) {
    this.said = find(root, "[data-part=said]");
    this.report = find(root, "[data-part=report]");
    this.job = new Job(find(root, "[data-part=job]"), api);
  }

  /**
   * @param {string} path
   * @param {RequestInit & { headers?: Record<string, string> }} [request]
   * @returns {Promise<string | null>} the id of the check that has begun
   */
  async run(path, request = {}) {
    /** @type {string | null} */
    let id = null;
    this.report.replaceChildren();
    await attempt(this.said, async () => {
      id = await begin(this.job, path, request);
    });
    return id;
  }

  /** @param {string} id */
  async follow(id) {
    await attempt(this.said, async () => {
      const check = await finished(this.job, id);
      if (check !== null) {
        this.report.replaceChildren(...(check.report === null ? [withoutReport(check)] : problemReport(check.report)));
        this.report.querySelector("h2")?.focus();
      }
    });
  }
}
