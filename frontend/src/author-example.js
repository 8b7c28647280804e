/** @import { Api } from "./api.js" */
import { Fields } from "./author-fields.js";
import { published } from "./author-publish.js";
import { noted, whenSaving } from "./author-saving.js";
import { showingRefusal } from "./author-talk.js";
import { find } from "./dom.js";

/**
 * The form of an example.
 * @param {HTMLElement} root
 * @param {Api} api
 */
export function startExample(root, api) {
  const { problem = "", revision } = root.dataset;
  const form = /** @type {HTMLFormElement} */ (find(root, "[data-part=form]"));
  const fields = new Fields(form);
  const isNew = !fields.field("name").readOnly;
  whenSaving(form, async (isKept) => {
    const name = fields.text("name");
    fields.complain("name", !isNew || /^\w+$/.test(name) ? "" : "Letters, digits and underscores.");
    if (isNew && !/^\w+$/.test(name)) {
      fields.field("name").focus();
      return;
    }
    await showingRefusal(find(form, "[data-part=said]"), async () => {
      const place = exampleAddress(problem, `${fields.text("verdict")}/${name}.py`);
      const answer = await api.request(`${place}${noted(form)}`, {
        method: "PUT",
        headers: { "Content-Type": "application/json", "If-Match": `"${revision}"` },
        body: JSON.stringify({ source: fields.field("source").value }),
      });
      published(root.dataset, problem, isKept ? null : (await answer.json()).draft, "/content");
    });
  });
}

/** @param {string} problem @param {string} example VERDICT/NAME.py */
export function exampleAddress(problem, example) {
  const [verdict, file] = example.split("/");
  return `problems/${problem}/examples/${verdict}/${encodeURIComponent(file.replace(/\.py$/, ""))}`;
}
