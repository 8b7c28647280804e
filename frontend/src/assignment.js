/** @import { Api } from "./api.js" */
import { ChosenProblems } from "./assignment-problems.js";
import { confirmed, showingRefusal } from "./author-talk.js";
import { find } from "./dom.js";

/**
 * The form of an assignment: a new one, or one to change.
 * @param {HTMLFormElement} form
 * @param {Api} api
 */
export function startAssignmentForm(form, api) {
  const id = form.dataset.assignmentForm ?? "";
  const said = find(form, "[data-part=said]");
  for (const field of inputs(form, "[data-at]")) {
    field.value = local(field.dataset.at ?? "");
  }
  find(form, "[data-part=zone]").textContent = ` (${Intl.DateTimeFormat().resolvedOptions().timeZone})`;
  const problems = new ChosenProblems(form);
  const [due] = inputs(form, "#due_at");
  form.addEventListener("input", () => {
    // Nothing is late without a due time.
    due.required = text(form, "late-percent") !== "";
    checkOrder(form, ["opens_at", "due_at", "closes_at"]);
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await showingRefusal(said, async () => {
      const answer = await api.request(id === "" ? "assignments" : `assignments/${id}`, {
        method: id === "" ? "POST" : "PUT",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(read(form, problems)),
      });
      location.assign(`/assignments/${(await answer.json()).id}`);
    });
  });
  form.querySelector("[data-action=delete]")?.addEventListener("click", async () => {
    if (await confirmed("Delete the assignment?", "Its exceptions go with it.", "Delete it")) {
      await showingRefusal(said, async () => {
        await api.delete(`assignments/${id}`);
        location.assign("/assignments");
      });
    }
  });
}

const EXCEPTS = ["exception-due", "exception-closes", "exception-tries"];

/**
 * The exceptions beside the gradebook.
 * @param {HTMLElement} root
 * @param {Api} api
 */
export function startExceptions(root, api) {
  const form = /** @type {HTMLFormElement} */ (find(root, "[data-part=exception]"));
  const said = find(form, "[data-part=said]");
  const path = (/** @type {string} */ learner) =>
    `assignments/${root.dataset.exceptions}/exceptions/${encodeURIComponent(learner)}`;
  form.addEventListener("input", () => {
    checkOrder(form, ["exception-due", "exception-closes"]);
    const isOne = EXCEPTS.some((id) => !["", "0"].includes(text(form, id)));
    const [tries] = inputs(form, "#exception-tries");
    tries.setCustomValidity(isOne ? "" : "Give more tries, or another due or closing time.");
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await showingRefusal(said, async () => {
      await api.request(path(text(form, "exception-learner")), {
        method: "PUT",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({
          due_at: moment(form, "exception-due"),
          closes_at: moment(form, "exception-closes"),
          extra_tries: Number(text(form, "exception-tries")),
          note: text(form, "exception-note"),
        }),
      });
      location.reload();
    });
  });
  for (const button of root.querySelectorAll("[data-ends]")) {
    const { ends = "" } = /** @type {HTMLElement} */ (button).dataset;
    button.addEventListener("click", () =>
      showingRefusal(said, async () => {
        await api.delete(path(ends));
        location.reload();
      }),
    );
  }
}

/** @param {HTMLFormElement} form @param {ChosenProblems} problems */
function read(form, problems) {
  const percent = number(form, "late-percent");
  return {
    title: text(form, "title"),
    course: text(form, "course") || null,
    problems: problems.read(),
    opens_at: moment(form, "opens_at"),
    due_at: moment(form, "due_at"),
    closes_at: moment(form, "closes_at"),
    late: percent === null ? null : { percent_off: percent, per: text(form, "late-per") },
    tries: number(form, "tries"),
    cooldown_s: number(form, "cooldown_s"),
    exclusive: /** @type {HTMLInputElement} */ (find(form, "#exclusive")).checked,
    hints: text(form, "hints"),
    smallest_input: text(form, "smallest_input"),
    editorial: text(form, "editorial"),
  };
}

/**
 * Have the browser refuse a time that is before an earlier field's.
 * @param {HTMLElement} form
 * @param {string[]} ids of the fields, in the order of their times
 */
function checkOrder(form, ids) {
  let [before, label] = ["", ""];
  for (const id of ids) {
    const [field] = inputs(form, `#${id}`);
    const isEarly = field.value !== "" && field.value < before;
    field.setCustomValidity(isEarly ? `This is before it ${label}.` : "");
    if (field.value !== "") {
      [before, label] = [field.value, field.dataset.verb ?? ""];
    }
  }
}

/** @param {HTMLElement} root @param {string} selector */
function inputs(root, selector) {
  return /** @type {HTMLInputElement[]} */ ([...root.querySelectorAll(selector)]);
}

/** @param {HTMLElement} form @param {string} id */
function text(form, id) {
  return /** @type {HTMLInputElement} */ (find(form, `#${id}`)).value.trim();
}

/** @param {HTMLElement} form @param {string} id */
function number(form, id) {
  const given = text(form, id);
  return given === "" ? null : Number(given);
}

/**
 * The moment that a field names on this machine's clock, or none; as it was, seconds included, where
 * the field was left alone.
 * @param {HTMLElement} form
 * @param {string} id
 */
function moment(form, id) {
  const given = text(form, id);
  const { at = "" } = find(form, `#${id}`).dataset;
  if (at !== "" && given === local(at)) {
    return at;
  }
  return given === "" ? null : new Date(given).toISOString();
}

/** A moment as a field shows it, on this machine's clock. @param {string} at */
function local(at) {
  if (at === "") {
    return "";
  }
  const moment = new Date(at);
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
