/** @import { Api } from "./api.js" */
/** @import { Check, ImpactReport } from "./author-types.js" */
import { finished, Job, withoutReport } from "./author-job.js";
import { outcome } from "./author-marks.js";
import { count } from "./author-preview.js";
import { showingRefusal } from "./author-talk.js";
import { h } from "./dom.js";
import { table } from "./tables.js";

/** Whose verdicts a previewed case would change, as the latest submissions are tried on it. */
export class Impact {
  /**
   * @param {HTMLElement} root where it is shown
   * @param {Api} api
   */
  constructor(root, api) {
    this.root = root;
    this.said = h("div", { role: "alert" });
    this.found = h("div");
    this.progress = h("div");
    this.job = new Job(this.progress, api);
  }

  clear() {
    this.job.start();
    this.root.replaceChildren();
  }

  /**
   * Follow it to its end.
   * @param {string | null} id null where a preview has none
   */
  async follow(id) {
    this.clear();
    if (id === null) {
      return;
    }
    this.found.replaceChildren();
    this.root.replaceChildren(
      h("section", {}, h("h3", {}, "Whose verdicts would change"), this.progress, this.said, this.found),
    );
    await showingRefusal(this.said, async () => {
      const ended = await finished(this.job, id, (check) => this.show(check));
      if (ended !== null) {
        this.show(ended);
      }
    });
  }

  /** @param {Check} check */
  show(check) {
    const isOver = !["queued", "running"].includes(check.status);
    this.found.replaceChildren(
      ...(isOver && check.status !== "finished" ? [withoutReport(check)] : []),
      ...(check.report === null ? [] : impactReport(check.report, isOver)),
    );
  }
}

/**
 * @param {ImpactReport} report
 * @param {boolean} isOver
 * @returns {HTMLElement[]}
 */
function impactReport({ total, tried, failed, changes }, isOver) {
  if (total === 0) {
    return [h("p", { class: "muted" }, "Nobody has submitted anything yet.")];
  }
  const isWhole = tried === total;
  const of = isWhole
    ? `the last ${count(total, "submission")}`
    : `the ${count(tried, "submission")} tried ${isOver ? "before it ended" : "so far"}`;
  const said =
    changes.length === 0
      ? `No verdict of ${of} would change.`
      : `${count(changes.length, "verdict")} of ${of} would change. Nothing changes before you judge them again.`;
  return [
    h("p", { class: changes.length === 0 && "muted" }, said),
    ...(failed > 0 ? [h("p", { class: "bad" }, `The judge failed on ${failed}.`)] : []),
    ...(changes.length === 0
      ? []
      : [
          table(
            "Verdicts that would change",
            ["Submission", "Learner", "From", "To"],
            changes.map(({ submission, learner, before, after }) => [
              h("a", { href: `/submissions/${submission}` }, h("code", {}, submission.slice(0, 12))),
              learner === null ? "" : h("a", { href: `/learner?${new URLSearchParams({ name: learner })}` }, learner),
              outcome(before),
              outcome(after),
            ]),
          ),
        ]),
  ];
}
