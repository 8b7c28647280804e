/** @import { Api } from "./api.js" */
import { Fields } from "./author-fields.js";
import { published } from "./author-publish.js";
import { noted, whenSaving } from "./author-saving.js";
import { showingRefusal } from "./author-talk.js";
import { find, h } from "./dom.js";

/**
 * All files of a problem, changed and saved together.
 * @param {HTMLElement} root
 * @param {Api} api
 */
export function startFiles(root, api) {
  const { problem = "", revision } = root.dataset;
  const form = root.querySelector("[data-part=form]");
  if (!(form instanceof HTMLFormElement)) {
    return; // Not every file is a text.
  }
  const fields = new Fields(form);
  const list = find(form, "[data-part=files]");
  const read = () =>
    Object.fromEntries(
      /** @type {HTMLTextAreaElement[]} */ ([...list.querySelectorAll("textarea")]).map((text) => [
        text.dataset.path ?? "",
        text.value,
      ]),
    );
  const before = JSON.stringify(read());
  list.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest("[data-action=remove]");
    button?.closest("details")?.remove();
  });
  find(form, "[data-action=add]").addEventListener("click", () => {
    const path = fields.text("path");
    const why = path === "" ? "Enter a path." : path in read() ? "This file is there already." : "";
    fields.complain("path", why);
    if (why === "") {
      fields.field("path").value = "";
      const text = newFile(path);
      list.append(text);
      text.querySelector("textarea")?.focus();
    }
  });
  whenSaving(form, async (isKept) => {
    const files = read();
    const help = find(form, "[data-part=save-help]");
    help.textContent = JSON.stringify(files) === before ? "Nothing was changed." : "";
    if (help.textContent === "") {
      await showingRefusal(find(form, "[data-part=said]"), async () => {
        const answer = await api.request(`problems/${problem}/package${noted(form)}`, {
          method: "PUT",
          headers: { "Content-Type": "application/json", "If-Match": `"${revision}"` },
          body: JSON.stringify({ name: problem, files }),
        });
        published(root.dataset, problem, isKept ? null : (await answer.json()).draft, "/files");
      });
    }
  });
}

/** @param {string} path */
function newFile(path) {
  return h(
    "details",
    { class: "sheet", open: true },
    h("summary", {}, h("code", {}, path)),
    h("textarea", { class: "source", rows: 12, "data-path": path, "aria-label": path, spellcheck: "false" }),
    h(
      "div",
      { class: "bar" },
      h(
        "button",
        { type: "button", class: "quiet", "data-action": "remove", "aria-label": `Remove ${path}` },
        "Remove",
      ),
    ),
  );
}
