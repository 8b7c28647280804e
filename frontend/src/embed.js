/** @import { Submission } from "./types.js" */
import { Api, ApiError } from "./api.js";
import { h } from "./dom.js";
import { Workbench } from "./workbench.js";

/**
 * A problem in a frame of another site's page, for the learner whose token is in the address.
 *
 * The token stands in the fragment, which browsers don't send: no log has it.
 * @param {HTMLElement} root
 */
export async function embed(root) {
  const name = root.dataset.embed ?? "";
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  history.replaceState(null, "", location.pathname + location.search);
  const api = new Api(token);
  const tell = messenger((root.dataset.embedders ?? "").split(" ").filter(Boolean));
  try {
    const answer = await api.request(`/problems/${encodeURIComponent(name)}/workbench`);
    const parts = new DOMParser().parseFromString(await answer.text(), "text/html");
    root.replaceChildren(...parts.body.children);
  } catch (error) {
    if (!(error instanceof ApiError)) {
      throw error;
    }
    root.replaceChildren(h("p", { class: "empty", role: "alert" }, error.message));
    return;
  }
  new Workbench(/** @type {HTMLElement} */ (root.firstElementChild), api, (submission) =>
    tell({ type: "nnx-judge:verdict", ...summary(submission) }),
  );
  tell({ type: "nnx-judge:ready", problem: name });
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
