/** @import { Api } from "./api.js" */
/** @import { Check } from "./author-types.js" */
import { finished, Job, withoutReport } from "./author-job.js";
import { showingRefusal, confirmed } from "./author-talk.js";
import { find, h } from "./dom.js";

const WANTED = "nnx-judge/publish";
const SAVED = "nnx-judge/saved";

/**
 * Go to a problem's page after a change, which is published there unless it joins an older draft.
 * @param {DOMStringMap} of the page: what was live, and the draft that the change was made to
 * @param {string} problem
 * @param {string | null} draft the revision that holds the change; null where it changed nothing
 * @param {string} [place] which of its pages
 */
export function published(of, problem, draft, place = "") {
  if (draft !== null && !of.draft) {
    sessionStorage.setItem(WANTED, draft);
  } else {
    sessionStorage.setItem(SAVED, problem);
  }
  location.assign(`/author/${problem}${place}`);
}

/** Publishes drafts, and shows what keeps one from it. */
export class Publishing {
  /** @param {HTMLElement} root @param {Api} api */
  constructor(root, api) {
    this.root = root;
    this.api = api;
    this.place = find(root, "[data-part=publishing]");
    this.said = find(this.place, "[data-part=publishing-said]");
    this.force = /** @type {HTMLFormElement} */ (find(this.place, "[data-part=force]"));
    this.job = new Job(find(this.place, "[data-part=publishing-job]"), api);
    this.revision = "";
    this.force.addEventListener("submit", (event) => {
      event.preventDefault();
      const note = /** @type {HTMLInputElement} */ (find(this.force, "#force-note")).value.trim();
      if (note !== "") {
        this.start({ force: "true", note });
      }
    });
  }

  /** Publish the draft where the change that led here asked for it; else say that it is saved. */
  resume() {
    const { draft, problem } = this.root.dataset;
    const saved = sessionStorage.getItem(SAVED);
    sessionStorage.removeItem(SAVED);
    if (draft && saved === problem) {
      find(this.place, "[data-part=saved]").textContent = "Saved.";
    }
    const wanted = sessionStorage.getItem(WANTED);
    sessionStorage.removeItem(WANTED);
    if (draft && wanted === draft) {
      this.publish("");
    }
  }

  /** @param {string} revision empty for the draft */
  async publish(revision) {
    this.revision = revision;
    this.force.hidden = true;
    await this.start({});
  }

  /** @param {Record<string, string>} query */
  async start(query) {
    const { problem, revision } = this.root.dataset;
    this.place.hidden = false;
    const wanted = new URLSearchParams(this.revision === "" ? query : { ...query, revision: this.revision });
    await showingRefusal(this.said, async () => {
      const answer = await this.job.ask(() =>
        this.api.request(`problems/${problem}/publish?${wanted}`, {
          method: "POST",
          headers: { "If-Match": `"${revision}"` },
        }),
      );
      const { check } = await answer.json();
      const ended = check === null ? null : await finished(this.job, check);
      if (ended === null || ended.report?.ready) {
        location.assign(`/author/${problem}?${new URLSearchParams({ before: this.root.dataset.live ?? "" })}`);
      } else {
        this.refused(ended);
      }
    });
  }

  /** @param {Check} check */
  refused(check) {
    if (check.report === null) {
      this.said.replaceChildren(withoutReport(check));
    } else {
      this.said.replaceChildren(
        h("p", {}, h("strong", {}, "It was not published.")),
        h(
          "ul",
          { class: "findings" },
          check.report.findings.map((/** @type {{ message: string }} */ each) =>
            h("li", { class: "failure" }, each.message),
          ),
        ),
      );
    }
    this.force.hidden = check.status === "cancelled";
  }
}

/**
 * The draft that each of a problem's pages shows.
 * @param {HTMLElement} root
 * @param {Api} api
 * @returns {Publishing}
 */
export function startPublishing(root, api) {
  const publishing = new Publishing(root, api);
  const { problem, revision, live } = root.dataset;
  root.querySelector("[data-action=publish]")?.addEventListener("click", () => publishing.publish(""));
  root.querySelector("[data-action=discard]")?.addEventListener("click", async () => {
    const consequence = live
      ? "The problem is as learners see it again. Its revisions stay."
      : "The problem was never published, and goes with it.";
    if (await confirmed("Discard the draft?", consequence, "Discard it")) {
      await showingRefusal(publishing.said, async () => {
        await api.request(`problems/${problem}/draft`, {
          method: "DELETE",
          headers: { "If-Match": `"${revision}"` },
        });
        location.assign(live ? `/author/${problem}` : "/author");
      });
    }
  });
  publishing.resume();
  return publishing;
}
