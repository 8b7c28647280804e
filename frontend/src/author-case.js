/** @import { Api } from "./api.js" */
/** @import { PreviewReport } from "./author-types.js" */
import { Fields, ToleranceFields } from "./author-fields.js";
import { Impact } from "./author-impact.js";
import { begin, finished, Job, withoutReport } from "./author-job.js";
import { findings, previewReport, summary } from "./author-preview.js";
import { published } from "./author-publish.js";
import { noted, whenSaving } from "./author-saving.js";
import { showingRefusal, confirmed } from "./author-talk.js";
import { find } from "./dom.js";
import { InputForm } from "./inputs.js";

const CHANGED = "The form was changed: preview it again.";

/**
 * The form of a case or generator, what it would do, and saving it.
 * @param {HTMLElement} root
 * @param {Api} api
 */
export function startCase(root, api) {
  const form = /** @type {HTMLFormElement} */ (find(root, "[data-part=form]"));
  const said = find(form, "[data-part=said]");
  const shown = find(root, "[data-part=preview]");
  const save = find(shown, "[data-part=save]");
  const help = find(save, "[data-part=save-help]");
  const job = new Job(find(shown, "[data-part=job]"), api);
  const impact = new Impact(find(shown, "[data-part=impact]"), api);
  const read = form.dataset.kind === "case" ? caseReader(form) : entryReader(form);
  const { problem, revision } = root.dataset;
  const { replaces } = form.dataset;
  const place = replaces ? `?${new URLSearchParams({ replaces })}` : "";
  /** @type {{ body: string, report: PreviewReport } | null} */
  let previewed = null;
  let edits = 0;

  const show = (/** @type {HTMLElement[]} */ summed, /** @type {HTMLElement[]} */ reported) => {
    find(shown, "[data-part=summary]").replaceChildren(...summed);
    find(shown, "[data-part=report]").replaceChildren(...reported);
  };
  /** What may be saved is what was tried. */
  const allow = (/** @type {typeof previewed} */ now, why = "") => {
    previewed = now;
    for (const each of save.querySelectorAll("button")) {
      each.setAttribute("aria-disabled", String(now === null));
    }
    help.textContent = why;
  };

  const preview = async () => {
    const body = read();
    if (body === null) {
      return;
    }
    const seen = edits;
    allow(null);
    save.hidden = true;
    show([], []);
    impact.clear();
    const done = await showingRefusal(said, async () => {
      shown.hidden = false;
      const request = { headers: { "Content-Type": "application/json" }, body };
      const id = await begin(job, `problems/${problem}/cases/preview${place}`, request);
      const check = await finished(job, id);
      if (check === null) {
        return;
      }
      if (check.report === null) {
        show([withoutReport(check)], []);
      } else {
        show([findings(check.report)], previewReport(check.report));
        save.hidden = false;
        // It goes on by itself, and keeps nobody from saving.
        impact.follow(check.report.impact);
        if (edits === seen) {
          allow({ body, report: check.report });
        } else {
          allow(null, CHANGED);
        }
      }
      find(shown, "h2").focus();
    });
    shown.hidden = !done;
  };

  const store = async (/** @type {boolean} */ isKept) => {
    if (previewed === null) {
      return;
    }
    const { body, report } = previewed;
    const faults = summary(report).filter(({ kind }) => kind === "failure");
    if (
      faults.length > 0 &&
      !(await confirmed("Save it anyway?", faults.map(({ text }) => text).join(" "), "Save it"))
    ) {
      return;
    }
    await showingRefusal(find(save, "[data-part=save-said]"), async () => {
      const answer = await api.request(`problems/${problem}/cases${noted(save, replaces ? { replaces } : {})}`, {
        method: replaces ? "PUT" : "POST",
        headers: { "Content-Type": "application/json", "If-Match": `"${revision}"` },
        body,
      });
      published(root.dataset, problem ?? "", isKept ? null : (await answer.json()).draft);
    });
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    preview();
  });
  form.addEventListener("input", () => {
    edits += 1;
    if (previewed !== null) {
      allow(null, CHANGED);
    }
  });
  whenSaving(save, store);
}

/**
 * Reads a case from its form, as the request's JSON; null where a field says what is wrong with it.
 * @param {HTMLFormElement} form
 * @returns {() => string | null}
 */
function caseReader(form) {
  const fields = new Fields(form);
  const field = (/** @type {string} */ id) => fields.field(id);
  const values = new InputForm(find(form, "[data-part=arguments]"));
  const given = (form.dataset.keys ?? "").split(" ");
  const tolerance = new ToleranceFields(fields);

  return () => {
    fields.wrong = [];
    const name = fields.text("name");
    fields.complain("name", name === "" ? "Enter a name." : "");
    const inputs = values.json();
    const weight = fields.number("weight");
    /** @type {Record<string, unknown>} */
    const keys = { name };
    // What is as it would be anyway is written only where it was written before.
    const set = (/** @type {string} */ key, /** @type {unknown} */ value, /** @type {boolean} */ isUsual) => {
      if (!isUsual || given.includes(key)) {
        keys[key] = value;
      }
    };
    set("visibility", field("visibility").value, field("visibility").value === "hidden");
    set("weight", weight, weight === 1);
    const own = tolerance.read();
    if (own !== null) {
      keys.tolerance = own;
    }
    if (field("probe").checked) {
      keys.probe = "nonzero_bias_init";
    }
    const message = fields.text("message");
    if (message !== "") {
      keys.message = message;
    }
    if (fields.wrong.length > 0 || inputs === null) {
      fields.wrong[0]?.focus();
      return null;
    }
    return `{"case": ${JSON.stringify(keys).slice(0, -1)}, "arguments": ${inputs}}}`;
  };
}

/**
 * Reads a generator, as it was typed: JavaScript's numbers don't tell 2.0 from 2, and Python's do.
 * @param {HTMLFormElement} form
 * @returns {() => string | null}
 */
function entryReader(form) {
  const field = /** @type {HTMLTextAreaElement} */ (find(form, "#entry"));
  return () => {
    let why = "";
    try {
      const value = JSON.parse(field.value);
      why =
        typeof value === "object" && value !== null && !Array.isArray(value)
          ? ""
          : "This must be an object, in braces.";
    } catch (error) {
      why = `This is not JSON: ${/** @type {Error} */ (error).message}`;
    }
    find(form, "#error-of-entry").textContent = why;
    field.setAttribute("aria-invalid", String(why !== ""));
    if (why !== "") {
      field.focus();
      return null;
    }
    return `{"${form.dataset.kind}": ${field.value}}`;
  };
}
