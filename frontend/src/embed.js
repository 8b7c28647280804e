/** @import { Submission } from "./types.js" */
import { Api, ApiError } from "./api.js";
import { find, h } from "./dom.js";
import { showLocalTimes } from "./moments.js";
import { Workbench } from "./workbench.js";

/**
 * A problem or an assignment in a frame of another site's page, for the learner whose token is in
 * the address.
 *
 * The token stands in the fragment, which browsers don't send: no log has it.
 * @param {HTMLElement} root
 */
export async function embed(root) {
  const { embed: kind, name = "", embedders = "" } = root.dataset;
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  const assignment = kind === "problem" ? new URLSearchParams(location.search).get("assignment") : name;
  const first = kind === "problem" ? { problem: name } : null;
  history.replaceState(first, "", location.pathname + location.search);
  const frame = new Frame(root, new Api(token), messenger(embedders.split(" ").filter(Boolean)));
  if (assignment === null) {
    await frame.openProblem(name);
    return;
  }
  addEventListener("popstate", (event) => frame.openFrom(assignment, event.state));
  await frame.openFrom(assignment, first);
}

/** What the frame shows. Nothing of it is another page: that would not know the token. */
class Frame {
  /**
   * @param {HTMLElement} root
   * @param {Api} api
   * @param {(message: object) => void} tell
   */
  constructor(root, api, tell) {
    this.root = root;
    this.api = api;
    this.tell = tell;
    this.asked = 0;
  }

  /** @param {string} name @param {string} [assignment] that it is handed in to */
  async openProblem(name, assignment) {
    const query = assignment === undefined ? "" : `?assignment=${encodeURIComponent(assignment)}`;
    if (!(await this.show(`/problems/${encodeURIComponent(name)}/workbench${query}`, "fills"))) {
      return;
    }
    new Workbench(find(this.root, ".workbench"), this.api, (submission) =>
      this.tell({ type: "nnx-judge:verdict", ...summary(submission) }),
    );
    if (assignment !== undefined) {
      find(this.root, "[data-action=assignment]").addEventListener("click", () => this.goTo(assignment, null));
    }
    this.tell({ type: "nnx-judge:ready", problem: name });
  }

  /** @param {string} id */
  async openAssignment(id) {
    if (!(await this.show(`/assignments/${encodeURIComponent(id)}/framed`, "page"))) {
      return;
    }
    for (const button of this.root.querySelectorAll("[data-opens]")) {
      const { opens = "" } = /** @type {HTMLElement} */ (button).dataset;
      button.addEventListener("click", () => this.goTo(id, { problem: opens }));
    }
  }

  /** @param {string} assignment @param {{ problem: string } | null} state what is open of it */
  openFrom(assignment, state) {
    return state === null ? this.openAssignment(assignment) : this.openProblem(state.problem, assignment);
  }

  /**
   * Go where the browser's way back leads back from.
   * @param {string} assignment
   * @param {{ problem: string } | null} state
   */
  async goTo(assignment, state) {
    history.pushState(state, "");
    await this.openFrom(assignment, state);
    // A screen reader reads on from there.
    find(document, "#main").focus();
    scrollTo(0, 0);
  }

  /**
   * Show a part of a page; false where it can't be shown, or something else was asked for meanwhile.
   * @param {string} address
   * @param {string} layout
   */
  async show(address, layout) {
    this.asked += 1;
    const { asked } = this;
    let parts;
    try {
      const answer = await this.api.request(address);
      parts = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch (error) {
      if (!(error instanceof ApiError)) {
        throw error;
      }
      if (asked === this.asked) {
        this.root.replaceChildren(h("p", { class: "empty", role: "alert" }, error.message));
      }
      return false;
    }
    if (asked !== this.asked) {
      return false;
    }
    document.body.className = `${layout} embedded`;
    this.root.replaceChildren(...parts.body.children);
    showLocalTimes(this.root);
    return true;
  }
}

/** @param {Submission} submission */
function summary(submission) {
  const { id, kind, problem, verdict, passed, total, score } = submission;
  return { id, kind, problem, verdict, passed, total, score };
}

/**
 * Sends messages to the page around the frame, if that is of one of these origins.
 * @param {string[]} origins
 */
function messenger(origins) {
  // Known where the page lets it be known; else the browser drops what is for another origin.
  const known = document.referrer === "" ? null : new URL(document.referrer).origin;
  const targets = known === null ? origins : origins.filter((origin) => origin === known);
  return (/** @type {object} */ message) => {
    for (const origin of window.parent === window ? [] : targets) {
      window.parent.postMessage(message, origin);
    }
  };
}
