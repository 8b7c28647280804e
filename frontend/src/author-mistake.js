/** @import { Api } from "./api.js" */
import { showingRefusal } from "./author-talk.js";
import { find } from "./dom.js";

/**
 * Making a learner's submission an example of a mistake, with the hint that learners then get.
 * @param {HTMLElement} root
 * @param {string} submission its id
 * @param {Api} api
 */
export function startMistake(root, submission, api) {
  const problem = root.dataset.mistake;
  const text = (/** @type {string} */ id) => /** @type {HTMLInputElement} */ (find(root, `#${id}`)).value;
  find(root, "[data-part=form]").addEventListener("submit", async (event) => {
    event.preventDefault();
    await showingRefusal(find(root, "[data-part=said]"), async () => {
      await api.post(`problems/${problem}/mistakes`, { submission, title: text("title"), hint: text("hint") });
      location.assign(`/author/${problem}/content#examples-title`);
    });
  });
}
