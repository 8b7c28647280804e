/** @import { Content } from "./types.js" */
import { h } from "./dom.js";

/**
 * A table that scrolls where it is too wide: a group, for there may be several of one name, which no
 * two landmarks may have.
 * @param {string} label
 * @param {string[]} head
 * @param {Content[][] | HTMLElement} body rows, each of which its first cell names; or what holds them, where they change
 * @param {"wide" | "numbers"} [kind]
 */
export function table(label, head, body, kind = "wide") {
  return h(
    "div",
    { class: "scroll", tabindex: 0, role: "group", "aria-label": label },
    h(
      "table",
      { class: kind },
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          head.map((text) => h("th", { scope: "col" }, text)),
        ),
      ),
      body instanceof HTMLElement ? body : h("tbody", {}, body.map(row)),
    ),
  );
}

/** @param {Content[]} cells */
function row([first, ...others]) {
  return h(
    "tr",
    {},
    h("th", { scope: "row" }, first),
    others.map((cell) => h("td", {}, cell)),
  );
}
