import { find } from "./dom.js";

/**
 * @param {HTMLElement} form with the buttons of `author/saving.html`
 * @param {(isKept: boolean) => void} save called with whether it is kept as a draft, not published
 */
export function whenSaving(form, save) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save(false);
  });
  form.querySelector("[data-action=keep]")?.addEventListener("click", () => save(true));
}

/**
 * @param {HTMLElement} form
 * @param {Record<string, string>} [others] what the query says beside it
 * @returns {string} the query that says why, as the form does; empty where there is nothing to say
 */
export function noted(form, others = {}) {
  const note = /** @type {HTMLInputElement} */ (find(form, "#note")).value.trim();
  const query = new URLSearchParams(note === "" ? others : { ...others, note }).toString();
  return query === "" ? "" : `?${query}`;
}
