/** @import { Api } from "./api.js" */
import { Fields } from "./author-fields.js";
import { showingRefusal } from "./author-talk.js";
import { find } from "./dom.js";

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * The form that begins a problem.
 * @param {HTMLElement} root
 * @param {Api} api
 */
export function startNew(root, api) {
  const form = /** @type {HTMLFormElement} */ (root);
  const fields = new Fields(form);
  const [title, name, kind] = ["title", "name", "kind"].map((id) => fields.field(id));
  const signature = find(form, "[data-part=signature]");
  const isFunction = () => kind.value === "function";
  let isNamed = false;
  form.addEventListener("input", ({ target }) => {
    isNamed ||= target === name;
    if (!isNamed) {
      name.value = nameOf(title.value);
    }
    find(form, "[data-part=parameters]").hidden = !isFunction();
    signature.textContent = isFunction()
      ? `Learners write ${name.value || "…"}(${namesIn(fields.text("parameters"))}).`
      : "";
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    fields.wrong = [];
    fields.complain("title", title.value.trim() === "" ? "Enter a title." : "");
    fields.complain("name", NAME.test(fields.text("name")) ? "" : "Letters, digits and underscores; no digit first.");
    fields.wrong[0]?.focus();
    if (fields.wrong.length === 0) {
      await showingRefusal(find(form, "[data-part=said]"), async () => {
        const begun = await api.post("problems/new", {
          title: fields.text("title"),
          name: fields.text("name"),
          kind: kind.value,
          ...(isFunction() && { parameters: fields.text("parameters") }),
        });
        location.assign(`/author/${begun.name}/content`);
      });
    }
  });
}

/** A name for what has this title. @param {string} title */
function nameOf(title) {
  const words = title.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
  return words
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^[_0-9]+|_+$/g, "")
    .slice(0, 80);
}

/** The parameters without their types. @param {string} parameters */
function namesIn(parameters) {
  return parameters
    .split(",")
    .map((each) => each.split(":")[0].trim())
    .join(", ");
}
