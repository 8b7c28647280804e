/** @import { ApiError } from "./api.js" */
/** @import { Content } from "./types.js" */
import { h } from "./dom.js";

/**
 * What a learner reads where something could not be done, and what to do then.
 * @param {ApiError} error
 * @param {boolean} isEmbedded whether the page around gives access
 * @returns {Content[]}
 */
export function trouble(error, isEmbedded) {
  if (error.status === 0) {
    return [`${error.message} Your code stays in the editor.`];
  }
  if (error.status === 401 && !isEmbedded) {
    const here = new URLSearchParams({ next: location.pathname + location.search });
    return [
      "Your session has ended. ",
      h("a", { href: `/sign-in?${here}`, target: "_blank" }, "Sign in in another tab"),
      ", and try again here: your code stays in the editor.",
    ];
  }
  if (error.reason === "only_in_assignment" && !isEmbedded) {
    const { title, id } = error.parameters;
    const there = new URLSearchParams({ assignment: String(id) });
    return [
      "Until it closes, this problem is handed in through ",
      h("a", { href: `?${there}` }, String(title)),
      " only. Your code stays in the editor.",
    ];
  }
  return [error.message];
}
