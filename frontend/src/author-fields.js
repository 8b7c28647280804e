import { find } from "./dom.js";

const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

/** The fields of a form by their ids, and what is wrong with them. */
export class Fields {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    /** @type {HTMLInputElement[]} */
    this.wrong = [];
  }

  /** @param {string} id @returns {HTMLInputElement} */
  field(id) {
    return /** @type {HTMLInputElement} */ (find(this.form, `#${id}`));
  }

  /** @param {string} id @returns {string} */
  text(id) {
    return this.field(id).value.trim();
  }

  /** @param {string} id @param {string} why what is wrong with it; empty where nothing is */
  complain(id, why) {
    find(this.form, `#error-of-${id}`).textContent = why;
    this.field(id).setAttribute("aria-invalid", String(why !== ""));
    if (why !== "") {
      this.wrong.push(this.field(id));
    }
  }

  /** @param {string} id @returns {number} */
  number(id) {
    const text = this.text(id);
    this.complain(id, NUMBER.test(text) ? "" : "Enter a number.");
    return Number(text);
  }
}

/** The fields of a tolerance, of which the chosen comparator shows its own. */
export class ToleranceFields {
  /** @param {Fields} fields */
  constructor(fields) {
    this.fields = fields;
    this.comparator = fields.field("comparator");
    this.parts = /** @type {HTMLElement[]} */ ([...fields.form.querySelectorAll("[data-of]")]);
    this.comparator.addEventListener("input", () => {
      for (const part of this.parts) {
        part.hidden = !this.isAsked(part);
      }
    });
  }

  /** @param {HTMLElement} part */
  isAsked(part) {
    return (part.dataset.of ?? "").split(" ").includes(this.comparator.value);
  }

  /** @returns {Record<string, unknown> | null} null where it is as usual */
  read() {
    if (this.comparator.value === "") {
      return null;
    }
    /** @type {Record<string, unknown>} */
    const tolerance = { comparator: this.comparator.value };
    for (const part of this.parts.filter((each) => this.isAsked(each))) {
      const { id, type, checked } = /** @type {HTMLInputElement} */ (find(part, "input"));
      if (type !== "checkbox") {
        tolerance[id] = this.fields.number(id);
      } else if (checked) {
        tolerance[id] = true;
      }
    }
    return tolerance;
  }
}
