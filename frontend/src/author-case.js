/** @import { Api } from "./api.js" */
/** @import { PreviewReport } from "./author-types.js" */
import { checked, Job, withoutReport } from "./author-job.js";
import { previewReport, summary } from "./author-preview.js";
import { attempt, confirmed } from "./author-talk.js";
import { find } from "./dom.js";
import { InputForm } from "./inputs.js";

const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

/**
 * The form of a case or generator, what it would do, and saving it.
 * @param {HTMLElement} root
 * @param {Api} api
 */
export function startCase(root, api) {
  const form = /** @type {HTMLFormElement} */ (find(root, "[data-part=form]"));
  const save = find(form, "[data-action=save]");
  const said = find(form, "[data-part=said]");
  const help = find(form, "#save-help");
  const shown = find(root, "[data-part=preview]");
  const report = find(shown, "[data-part=report]");
  const job = new Job(find(shown, "[data-part=job]"), api);
  const read = form.dataset.kind === "case" ? caseReader(form) : entryReader(form);
  const { problem, revision } = root.dataset;
  const { replaces } = form.dataset;
  const place = replaces ? `?${new URLSearchParams({ replaces })}` : "";
  /** @type {{ body: string, report: PreviewReport } | null} */
  let previewed = null;

  const judge = (/** @type {typeof previewed} */ now) => {
    previewed = now;
    save.setAttribute("aria-disabled", String(now === null));
    help.textContent = now === null ? "Preview it first: that changes nothing." : "";
  };

  const preview = async () => {
    judge(null);
    const body = read();
    if (body === null) {
      return;
    }
    report.replaceChildren();
    await attempt(said, async () => {
      const request = { headers: { "Content-Type": "application/json" }, body };
      shown.hidden = false;
      let check;
      try {
        check = await checked(job, api, `problems/${problem}/cases/preview${place}`, request);
      } catch (error) {
        shown.hidden = true;
        throw error;
      }
      if (check === null) {
        return;
      }
      if (check.report === null) {
        report.replaceChildren(withoutReport(check));
      } else {
        report.replaceChildren(...previewReport(check.report));
        // What was changed meanwhile has to be tried again.
        judge(read() === body ? { body, report: check.report } : null);
      }
      find(shown, "h2").focus();
    });
  };

  const store = async () => {
    if (previewed === null || previewed.body !== read()) {
      return;
    }
    const { body, report: found } = previewed;
    const faults = summary(found).filter(({ kind }) => kind === "failure");
    if (faults.length > 0 && !(await confirmed("Save it all the same?", faults.map(({ text }) => text).join(" "), "Save it"))) {
      return;
    }
    const wanted = new URLSearchParams(replaces ? { replaces } : {});
    const note = /** @type {HTMLInputElement} */ (find(form, "#note")).value.trim();
    if (note !== "") {
      wanted.set("note", note);
    }
    await attempt(said, async () => {
      await api.request(`problems/${problem}/cases?${wanted}`, {
        method: replaces ? "PUT" : "POST",
        headers: { "Content-Type": "application/json", "If-Match": `"${revision}"` },
        body,
      });
      location.assign(`/author/${problem}?before=${revision}`);
    });
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    preview();
  });
  form.addEventListener("input", () => {
    if (previewed !== null) {
      judge(null);
      help.textContent = "It was changed: preview it again.";
    }
  });
  save.addEventListener("click", store);
}

/**
 * Reads a case from its form, as the request's JSON; null where a field says what is wrong with it.
 * @param {HTMLFormElement} form
 * @returns {() => string | null}
 */
function caseReader(form) {
  const field = (/** @type {string} */ id) => /** @type {HTMLInputElement} */ (find(form, `#${id}`));
  const values = new InputForm(find(form, "[data-part=arguments]"));
  const given = (form.dataset.keys ?? "").split(" ");
  const comparator = field("comparator");
  const parts = /** @type {HTMLElement[]} */ ([...form.querySelectorAll("[data-of]")]);
  const isAsked = (/** @type {HTMLElement} */ part) => (part.dataset.of ?? "").split(" ").includes(comparator.value);
  comparator.addEventListener("input", () => {
    for (const part of parts) {
      part.hidden = !isAsked(part);
    }
  });

  return () => {
    /** @type {HTMLInputElement[]} */
    const wrong = [];
    const complain = (/** @type {string} */ id, /** @type {string} */ why) => {
      find(form, `#error-of-${id}`).textContent = why;
      field(id).setAttribute("aria-invalid", String(why !== ""));
      if (why !== "") {
        wrong.push(field(id));
      }
    };
    const number = (/** @type {string} */ id) => {
      const text = field(id).value.trim();
      complain(id, NUMBER.test(text) ? "" : "A number is needed.");
      return Number(text);
    };
    const name = field("name").value.trim();
    complain("name", name === "" ? "A name is needed." : "");
    const inputs = values.json();
    const weight = number("weight");
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
    if (comparator.value !== "") {
      /** @type {Record<string, unknown>} */
      const tolerance = { comparator: comparator.value };
      for (const part of parts.filter(isAsked)) {
        const { id, type, checked } = /** @type {HTMLInputElement} */ (find(part, "input"));
        if (type !== "checkbox") {
          tolerance[id] = number(id);
        } else if (checked) {
          tolerance[id] = true;
        }
      }
      keys.tolerance = tolerance;
    }
    if (field("probe").checked) {
      keys.probe = "nonzero_bias_init";
    }
    const message = field("message").value.trim();
    if (message !== "") {
      keys.message = message;
    }
    if (wrong.length > 0 || inputs === null) {
      wrong[0]?.focus();
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
      why = typeof value === "object" && value !== null && !Array.isArray(value) ? "" : "It has to be an object, in braces.";
    } catch (error) {
      why = `This is no JSON: ${/** @type {Error} */ (error).message}`;
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
