import { count } from "./author-preview.js";
import { find, h } from "./dom.js";

/**
 * The problems that are chosen for an assignment, in the order that learners see: below the boxes,
 * each with a way up and down.
 */
export class ChosenProblems {
  /** @param {HTMLElement} form */
  constructor(form) {
    this.list = find(form, "[data-part=chosen]");
    this.sum = find(form, "[data-part=sum]");
    this.boxes = inputs(form, "[data-problem]");
    this.points = new Map(inputs(form, "[data-points]").map((field) => [field.dataset.points ?? "", field]));
    /** @type {string[]} */
    this.names = [];
    form.addEventListener("input", () => this.follow());
    this.follow();
  }

  /** @returns {{ problem: string, points: number }[]} */
  read() {
    return this.names.map((problem) => ({ problem, points: Number(this.points.get(problem)?.value) }));
  }

  follow() {
    const chosen = this.boxes.filter((box) => box.checked).map((box) => box.dataset.problem ?? "");
    // What is chosen later comes last.
    this.names = [
      ...this.names.filter((name) => chosen.includes(name)),
      ...chosen.filter((name) => !this.names.includes(name)),
    ];
    this.boxes[0]?.setCustomValidity(chosen.length === 0 ? "Choose at least one problem." : "");
    this.show();
  }

  show() {
    const { length } = this.names;
    const points = this.read().reduce((sum, each) => sum + each.points, 0);
    this.sum.textContent =
      length === 0
        ? "Choose one or more."
        : `${count(length, "problem")}, ${count(Number(points.toFixed(3)), "point")} together${length > 1 ? ", in this order:" : "."}`;
    this.list.replaceChildren(...(length > 1 ? this.names.map((name, place) => this.line(name, place)) : []));
  }

  /** @param {string} name @param {number} place */
  line(name, place) {
    const title = this.boxes.find((box) => box.dataset.problem === name)?.labels?.[0].textContent?.trim() ?? name;
    const step = (/** @type {number} */ by, /** @type {string} */ sign, /** @type {string} */ words) =>
      h(
        "button",
        {
          type: "button",
          class: "quiet",
          "data-moves": by,
          "aria-label": `Move ${title} ${words}`,
          disabled: this.names[place + by] === undefined,
          onclick: () => this.move(place, by),
        },
        sign,
      );
    return h("li", {}, h("span", {}, title), step(-1, "↑", "up"), step(1, "↓", "down"));
  }

  /** @param {number} place @param {number} by */
  move(place, by) {
    const [name] = this.names.splice(place, 1);
    this.names.splice(place + by, 0, name);
    this.show();
    const line = this.list.children[place + by];
    // Whoever moves it by keys can go on; at the end only back.
    const button =
      line.querySelector(`[data-moves="${by}"]:not(:disabled)`) ?? line.querySelector("button:not(:disabled)");
    /** @type {HTMLElement | null} */ (button)?.focus();
  }
}

/** @param {HTMLElement} root @param {string} selector */
function inputs(root, selector) {
  return /** @type {HTMLInputElement[]} */ ([...root.querySelectorAll(selector)]);
}
