/** @import { Api } from "./api.js" */
import { exampleAddress } from "./author-example.js";
import { Fields, ToleranceFields } from "./author-fields.js";
import { published } from "./author-publish.js";
import { noted, whenSaving } from "./author-saving.js";
import { confirmed, showingRefusal } from "./author-talk.js";
import { ApiError } from "./api.js";
import { find, h } from "./dom.js";

const PAUSE_MS = 300;

/**
 * The texts and settings of a problem, and its examples.
 * @param {HTMLElement} root
 * @param {Api} api
 */
export function startContent(root, api) {
  const { problem = "", revision } = root.dataset;
  const form = /** @type {HTMLFormElement} */ (find(root, "[data-part=form]"));
  const said = find(form, "[data-part=said]");
  const help = find(form, "[data-part=save-help]");
  const read = contentReader(form);
  const before = read() ?? {};
  /** What differs from what the page was loaded with; null where a field is wrong. */
  const changes = () => {
    const now = read();
    const differs = (/** @type {string} */ name) => JSON.stringify(now?.[name]) !== JSON.stringify(before[name]);
    return now && Object.fromEntries(Object.entries(now).filter(([name]) => differs(name)));
  };
  const save = async (/** @type {boolean} */ isKept) => {
    const changed = changes();
    if (changed === null) {
      return;
    }
    help.textContent = Object.keys(changed).length === 0 ? "Nothing was changed." : "";
    if (help.textContent === "") {
      await showingRefusal(said, async () => {
        const answer = await api.request(`problems/${problem}/content${noted(form)}`, {
          method: "PATCH",
          headers: { "Content-Type": "application/json", "If-Match": `"${revision}"` },
          body: JSON.stringify(changed),
        });
        published(root.dataset, problem, isKept ? null : (await answer.json()).draft, "/content");
      });
    }
  };
  whenSaving(form, save);
  showRendering(find(form, "#statement"), find(form, "[data-part=rendering]"), api);
  for (const button of root.querySelectorAll("[data-action=remove]")) {
    const { name = "" } = /** @type {HTMLElement} */ (button).dataset;
    button.addEventListener("click", async () => {
      if (
        await confirmed(
          `Remove ${name}?`,
          "This makes a new revision. The current one can be made live again.",
          "Remove it",
        )
      ) {
        await showingRefusal(find(root, "[data-part=examples-said]"), async () => {
          const answer = await api.request(exampleAddress(problem, name), {
            method: "DELETE",
            headers: { "If-Match": `"${revision}"` },
          });
          published(root.dataset, problem, (await answer.json()).draft, "/content");
        });
      }
    });
  }
}

/**
 * Reads the parts of a problem from their form, as the API takes them; null where a field is wrong.
 * @param {HTMLFormElement} form
 * @returns {() => Record<string, unknown> | null}
 */
function contentReader(form) {
  const fields = new Fields(form);
  const tolerance = new ToleranceFields(fields);
  const limits = [...form.querySelectorAll("[data-limit]")].map((field) => field.id);
  const given = (/** @type {string} */ id) => (fields.text(id) === "" ? null : fields.field(id).value);
  const parts = (/** @type {string} */ id, /** @type {string | RegExp} */ mark) =>
    fields
      .field(id)
      .value.split(mark)
      .map((part) => part.trim());
  return () => {
    fields.wrong = [];
    for (const limit of limits) {
      fields.complain(limit, "");
    }
    const set = limits.filter((limit) => fields.text(limit) !== "");
    fields.complain("title", fields.text("title") === "" ? "Enter a title." : "");
    const content = {
      title: fields.text("title"),
      difficulty: fields.field("difficulty").value,
      statement: fields.field("statement").value,
      starter: given("starter"),
      hints: fields.text("hints") === "" ? [] : parts("hints", /^---$/m),
      editorial: given("editorial"),
      tags: parts("tags", ",").filter(Boolean),
      limits: set.length === 0 ? null : Object.fromEntries(set.map((limit) => [limit, fields.number(limit)])),
      tolerance: tolerance.read(),
    };
    fields.wrong[0]?.focus();
    return fields.wrong.length > 0 ? null : content;
  };
}

/**
 * Show a text as learners would see it, a moment after it changes.
 * @param {HTMLElement} text
 * @param {HTMLElement} shown
 * @param {Api} api
 */
function showRendering(text, shown, api) {
  let edits = 0;
  text.addEventListener("input", async () => {
    edits += 1;
    const mine = edits;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    if (mine !== edits) {
      return;
    }
    let rendered;
    try {
      const answer = await api.request("/author/rendering", {
        method: "POST",
        headers: { "Content-Type": "text/markdown" },
        body: /** @type {HTMLTextAreaElement} */ (text).value,
      });
      rendered = new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes;
    } catch (error) {
      if (!(error instanceof ApiError)) {
        throw error;
      }
      rendered = [h("p", { class: "error" }, error.message)];
    }
    if (mine === edits) {
      shown.replaceChildren(...rendered);
    }
  });
}
