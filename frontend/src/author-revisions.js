/** @import { Api } from "./api.js" */
/** @import { Publishing } from "./author-publish.js" */
import { published } from "./author-publish.js";
import { showingRefusal, confirmed, reasoned } from "./author-talk.js";
import { find } from "./dom.js";

/**
 * Making a revision live again, or publishing one that never was.
 * @param {HTMLElement} root
 * @param {Api} api
 * @param {Publishing} publishing
 */
export function startRevisions(root, api, publishing) {
  const { problem, revision, live } = root.dataset;
  const said = find(root, "[data-part=said]");
  for (const button of buttons(root, "make-live")) {
    const wanted = button.dataset.revision;
    button.addEventListener("click", async () => {
      const note = await reasoned(
        `Make ${wanted} live?`,
        "New submissions are judged on it. Existing verdicts stay.",
        "Make it live",
      );
      if (note !== null) {
        await showingRefusal(said, async () => {
          const query = note === "" ? "" : `?${new URLSearchParams({ note })}`;
          await api.request(`problems/${problem}/revisions/${wanted}/make-live${query}`, {
            method: "POST",
            headers: { "If-Match": `"${revision}"` },
          });
          location.assign(`/author/${problem}/revisions?before=${live}`);
        });
      }
    });
  }
  for (const button of buttons(root, "publish-revision")) {
    button.addEventListener("click", () => publishing.publish(button.dataset.revision ?? ""));
  }
}

/**
 * Taking a case or generator out.
 * @param {HTMLElement} root
 * @param {Api} api
 */
export function startCases(root, api) {
  const { problem = "", revision } = root.dataset;
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
          const answer = await api.request(`problems/${problem}/cases?${new URLSearchParams({ kind, entry })}`, {
            method: "DELETE",
            headers: { "If-Match": `"${revision}"` },
          });
          published(root.dataset, problem, (await answer.json()).draft);
        });
      }
    });
  }
}

/** @param {HTMLElement} root @param {string} action @returns {HTMLElement[]} */
function buttons(root, action) {
  return [...root.querySelectorAll(`[data-action=${action}]`)].map((button) => /** @type {HTMLElement} */ (button));
}
