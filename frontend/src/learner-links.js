/** @import { Api } from "./api.js" */
import { Fields } from "./author-fields.js";
import { showingRefusal } from "./author-talk.js";
import { tableText } from "./csv-table.js";
import { find, h } from "./dom.js";
import { namesIn } from "./learner-names.js";
import { table } from "./tables.js";

/**
 * Makes links that sign learners in.
 * @param {HTMLFormElement} form
 * @param {Api} api
 */
export function startLearnerLinks(form, api) {
  const fields = new Fields(form);
  const made = find(document, "[data-part=made]");
  const complain = (/** @type {string[]} */ faults) => {
    find(form, "#error-of-learners").replaceChildren(...faults.map((fault) => h("li", {}, fault)));
    fields.field("learners").setAttribute("aria-invalid", String(faults.length > 0));
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { names, faults } = namesIn(fields.field("learners").value, Number(form.dataset.maxLearners));
    complain(faults);
    fields.wrong = [];
    const days = fields.number("days");
    if (faults.length > 0) {
      fields.field("learners").focus();
    } else if (fields.wrong.length > 0) {
      fields.field("days").focus();
    } else {
      await showingRefusal(find(form, "[data-part=said]"), async () => {
        show(made, await api.post("learners/links", { learners: names, days }));
      });
    }
  });
}

/** @param {HTMLElement} place @param {{ expires_at: string, links: { learner: string, link: string }[] }} made */
function show(place, { expires_at: ends, links }) {
  const heading = find(place, "h2");
  const until = new Date(ends).toLocaleDateString(undefined, { dateStyle: "long" });
  heading.textContent = `${links.length === 1 ? "A link" : `${links.length} links`}, until ${until}`;
  const rows = links.map(({ learner, link }) => [learner, link]);
  const copied = find(place, "[data-part=copied]");
  copied.textContent = "";
  const copying = async (/** @type {string} */ text, /** @type {string} */ what) => {
    await navigator.clipboard.writeText(text);
    copied.textContent = `Copied: ${what}.`;
  };
  // Browsers give pages without HTTPS no clipboard.
  const canCopy = navigator.clipboard !== undefined;
  const copyOne = (/** @type {string} */ learner, /** @type {string} */ link) =>
    h(
      "button",
      {
        type: "button",
        class: "quiet",
        "aria-label": `Copy the link of ${learner}`,
        onclick: () => copying(link, learner),
      },
      "Copy",
    );
  // No links to follow: they would sign the instructor in as a learner.
  find(place, "[data-part=table]").replaceChildren(
    table(
      "Links",
      ["Learner", "Link", ...(canCopy ? ["Copy"] : [])],
      rows.map(([learner, link]) => [learner, h("code", {}, link), ...(canCopy ? [copyOne(learner, link)] : [])]),
    ),
  );
  const csv = /** @type {HTMLAnchorElement} */ (find(place, "[data-part=csv]"));
  URL.revokeObjectURL(csv.href);
  csv.href = URL.createObjectURL(new Blob([tableText([["learner", "link"], ...rows])], { type: "text/csv" }));
  const copy = find(place, "[data-action=copy]");
  copy.hidden = !canCopy;
  copy.onclick = () =>
    copying(rows.map((row) => row.join("\t")).join("\n"), "a line for each learner, the name, a tab, the link");
  place.hidden = false;
  heading.focus();
}
