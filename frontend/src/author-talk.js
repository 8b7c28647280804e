import { ApiError } from "./api.js";
import { h, newId } from "./dom.js";

/**
 * Do something, and show where it was refused what the service says of it.
 * @param {HTMLElement} said where errors are shown: an element with the role alert
 * @param {() => Promise<void>} work
 * @returns {Promise<boolean>} whether it was done
 */
export async function showingRefusal(said, work) {
  said.replaceChildren();
  try {
    await work();
    return true;
  } catch (error) {
    if (!(error instanceof ApiError)) {
      throw error;
    }
    said.replaceChildren(...refusal(error));
    return false;
  }
}

/** @param {ApiError} error */
function refusal(error) {
  if (error.status === 401) {
    return [
      h(
        "p",
        {},
        "Your session has ended. ",
        h("a", { href: "/sign-in", target: "_blank" }, "Sign in in another tab"),
        ", and try again: what you entered stays here.",
      ),
    ];
  }
  if (error.status === 412) {
    return [
      h(
        "p",
        {},
        "Somebody else has changed the problem since you loaded this page. Your change is not saved. ",
        h("a", { href: location.href }, "Load the page again"),
        " to see the problem as it is.",
      ),
    ];
  }
  const said = error.message.split("\n").map((line) => h("p", {}, line));
  if (error.check !== null) {
    said.push(h("p", {}, h("a", { href: `/author/checks/${error.check}` }, "See the check that is under way"), "."));
  }
  return said;
}

/**
 * Ask before something is done.
 * @param {string} question
 * @param {string} consequence
 * @param {string} act what the button that does it says
 * @returns {Promise<boolean>}
 */
export async function confirmed(question, consequence, act) {
  return (await asked(question, consequence, act)) !== null;
}

/**
 * Ask before something is done, and why.
 * @param {string} question
 * @param {string} consequence
 * @param {string} act what the button that does it says
 * @returns {Promise<string | null>} why, which may be empty; null where it is left
 */
export function reasoned(question, consequence, act) {
  const why = h("input", { id: newId(), maxlength: 200, autocomplete: "off" });
  const label = h("label", { for: why.id }, "Why ", h("span", { class: "muted" }, "(optional)"));
  return asked(question, consequence, act, h("div", { class: "line" }, label, why), () => why.value.trim());
}

/**
 * @param {string} question
 * @param {string} consequence
 * @param {string} act
 * @param {HTMLElement | null} field
 * @param {() => string} read
 * @returns {Promise<string | null>}
 */
function asked(question, consequence, act, field = null, read = () => "") {
  const [titled, described] = [newId(), newId()];
  const dialog = h(
    "dialog",
    { "aria-labelledby": titled, "aria-describedby": described },
    h("h2", { id: titled }, question),
    h("p", { id: described }, consequence),
    h(
      "form",
      { method: "dialog" },
      field,
      h(
        "div",
        { class: "bar" },
        h("button", { value: "yes", class: "primary" }, act),
        h("button", { value: "", autofocus: true }, "Cancel"),
      ),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes" ? read() : null);
    });
  });
}
