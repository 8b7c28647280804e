/** @import { Api } from "./api.js" */
import { CheckRunner } from "./author-check.js";
import { published } from "./author-publish.js";
import { showingRefusal, confirmed } from "./author-talk.js";
import { find } from "./dom.js";

const HEADERS = { "Content-Type": "application/zip" };

/**
 * The package of a problem: another in its place, and putting the problem away.
 * @param {HTMLElement} root
 * @param {Api} api
 */
export function startPackage(root, api) {
  const { problem } = root.dataset;
  startImport(root, api);
  const said = find(root, "[data-part=archive-said]");
  root.querySelector("[data-action=archive]")?.addEventListener("click", async () => {
    if (
      await confirmed(
        "Archive the problem?",
        "It takes no submissions and is in no list until it is restored.",
        "Archive it",
      )
    ) {
      await showingRefusal(said, async () => {
        await api.request(`problems/${problem}/archive`, { method: "POST" });
        location.reload();
      });
    }
  });
  root.querySelector("[data-action=unarchive]")?.addEventListener("click", () =>
    showingRefusal(said, async () => {
      await api.request(`problems/${problem}/unarchive`, { method: "POST" });
      location.reload();
    }),
  );
}

/**
 * Taking a package in: of a new problem, or in the place of the one whose page it is.
 * @param {HTMLElement} root
 * @param {Api} api
 */
export function startImport(root, api) {
  const { problem, revision } = root.dataset;
  const form = /** @type {HTMLFormElement} */ (find(root, "[data-part=import]"));
  const said = find(form, "[data-part=said]");
  const file = /** @type {HTMLInputElement} */ (find(form, "#package"));
  const note = /** @type {HTMLInputElement} */ (find(form, "#import-note"));
  const checks = new CheckRunner(root, api);
  find(form, "[data-action=check]").addEventListener("click", () => {
    if (form.reportValidity()) {
      checks.run("problems/check", { headers: HEADERS, body: file.files?.[0] });
    }
  });
  checks.resume();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wanted = note.value.trim() === "" ? "" : `?${new URLSearchParams({ note: note.value.trim() })}`;
    await showingRefusal(said, async () => {
      const body = file.files?.[0];
      if (problem === undefined) {
        const answer = await api.request(`problems${wanted}`, { method: "POST", headers: HEADERS, body });
        const { name, draft } = await answer.json();
        published(root.dataset, name, draft);
      } else {
        const answer = await api.request(`problems/${problem}/package${wanted}`, {
          method: "PUT",
          headers: { ...HEADERS, "If-Match": `"${revision}"` },
          body,
        });
        published(root.dataset, problem, (await answer.json()).draft);
      }
    });
  });
}
