/** @import { Api } from "./api.js" */
import { showingRefusal, confirmed } from "./author-talk.js";
import { find } from "./dom.js";

/**
 * Making a revision live again.
 * @param {HTMLElement} root
 * @param {Api} api
 */
export function startRevisions(root, api) {
  const { problem, revision: live } = root.dataset;
  const said = find(root, "[data-part=said]");
  for (const button of buttons(root, "make-live")) {
    const wanted = button.dataset.revision;
    button.addEventListener("click", async () => {
      if (
        await confirmed(
          `Make ${wanted} live?`,
          "New submissions are judged on it. Existing verdicts stay.",
          "Make it live",
        )
      ) {
        await showingRefusal(said, async () => {
          await api.request(`problems/${problem}/revisions/${wanted}/make-live`, {
            method: "POST",
            headers: { "If-Match": `"${live}"` },
          });
          location.assign(`/author/${problem}/revisions?before=${live}`);
        });
      }
    });
  }
}

/**
 * Taking a case or generator out.
 * @param {HTMLElement} root
 * @param {Api} api
 */
export function startCases(root, api) {
  const { problem, revision: live } = root.dataset;
  const said = find(root, "[data-part=said]");
  for (const button of buttons(root, "remove")) {
    const { name: entry = "", kind = "" } = button.dataset;
    button.addEventListener("click", async () => {
      if (
        await confirmed(
          `Remove ${entry}?`,
          "This makes a new revision. The current one can be made live again.",
          "Remove it",
        )
      ) {
        await showingRefusal(said, async () => {
          await api.request(`problems/${problem}/cases?${new URLSearchParams({ kind, entry })}`, {
            method: "DELETE",
            headers: { "If-Match": `"${live}"` },
          });
          location.assign(`/author/${problem}?before=${live}`);
        });
      }
    });
  }
}

/** @param {HTMLElement} root @param {string} action @returns {HTMLElement[]} */
function buttons(root, action) {
  return [...root.querySelectorAll(`[data-action=${action}]`)].map((button) => /** @type {HTMLElement} */ (button));
}
