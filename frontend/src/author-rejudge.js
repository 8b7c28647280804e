/** @import { Api } from "./api.js" */
/** @import { Rejudge } from "./author-types.js" */
import { refreshEarlier } from "./author-earlier.js";
import { Job } from "./author-job.js";
import { count } from "./author-preview.js";
import { mark, outcome } from "./author-marks.js";
import { showingRefusal, confirmed } from "./author-talk.js";
import { find, h } from "./dom.js";
import { table } from "./tables.js";
import { rough } from "./values.js";

/**
 * Judging submissions again: choosing which, what that would change, and applying it.
 * @param {HTMLElement} root
 * @param {Api} api
 */
export function startRejudge(root, api) {
  const form = /** @type {HTMLFormElement} */ (find(root, "[data-part=form]"));
  const said = find(form, "[data-part=said]");
  const shown = find(root, "[data-part=preview]");
  const report = find(shown, "[data-part=report]");
  const job = new Job(find(shown, "[data-part=job]"), api);

  const follow = async (/** @type {string} */ id) => {
    shown.hidden = false;
    report.replaceChildren();
    const ended = await job.follow(`rejudges/${id}`, (/** @type {Rejudge} */ state) => ({
      isOver: state.status !== "judging",
      words: `${state.judged} of ${count(state.total, "submission")} judged again, ${count(state.changed, "verdict")} would change…`,
      done: state.judged,
      total: state.total,
    }));
    if (ended !== null) {
      show(ended);
      find(shown, "h2").focus();
      await refreshEarlier(api);
    }
  };

  const show = (/** @type {Rejudge} */ state) => {
    const refused = h("div", { role: "alert" });
    const act = async () => {
      const change = `${count(state.changed, "verdict or score", "verdicts or scores")} will change.`;
      if (
        !(await confirmed(
          "Apply the new verdicts?",
          `${change} Sites with webhooks are told. The old verdicts are kept.`,
          "Apply",
        ))
      ) {
        return;
      }
      await showingRefusal(refused, async () => {
        show(await (await api.request(`rejudges/${state.id}/apply`, { method: "POST" })).json());
        find(shown, "h2").focus();
        await refreshEarlier(api);
      });
    };
    report.replaceChildren(
      ...rejudgeReport(state),
      state.status === "ready" && state.changed > 0
        ? h(
            "div",
            { class: "bar" },
            h("button", { type: "button", class: "primary", onclick: act }, "Apply the new verdicts"),
          )
        : "",
      refused,
    );
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await showingRefusal(said, async () => {
      const started = await api.post("rejudges", selection(form, root.dataset.problem ?? ""));
      // A page that is loaded again shows the same.
      history.replaceState(null, "", `?id=${started.id}`);
      await follow(started.id);
    });
  });

  const known = new URLSearchParams(location.search).get("id");
  if (known !== null) {
    showingRefusal(said, () => follow(known));
  }
}

/** @param {HTMLFormElement} form @param {string} problem */
function selection(form, problem) {
  /** @type {Record<string, unknown>} */
  const wanted = { problem };
  for (const name of ["judged_on", "revision", "created_after", "created_before", "note"]) {
    const { value, type } = /** @type {HTMLInputElement} */ (find(form, `#${name}`));
    if (value.trim() !== "") {
      // What is chosen is local time, and moments have a zone.
      wanted[name] = type === "datetime-local" ? new Date(value).toISOString() : value.trim();
    }
  }
  wanted.fresh_seeds = /** @type {HTMLInputElement} */ (find(form, "#fresh_seeds")).checked;
  return wanted;
}

/** @param {Rejudge} state @returns {HTMLElement[]} */
function rejudgeReport(state) {
  if (state.status === "cancelled") {
    return [h("p", { class: "muted" }, "Stopped: no verdict has changed.")];
  }
  const isApplied = state.status === "applied";
  const change = `${count(state.changed, "verdict or score", "verdicts or scores")} of ${count(state.total, "submission")}`;
  /** @type {(HTMLElement | false)[]} */
  const found = [
    h(
      "p",
      { class: isApplied && "notice" },
      isApplied
        ? mark("good", `Applied: ${change} changed.`)
        : state.total === 0
          ? state.skipped === 0
            ? "No submission matches."
            : "No submission can be judged again."
          : `${change} would change.`,
    ),
    state.skipped > 0 && h("p", {}, `The code of ${count(state.skipped, "more submission")} is no longer kept.`),
    state.failed > 0 && h("p", { class: "bad" }, `The judge failed on ${state.failed}: they keep their verdicts.`),
  ];
  if (state.changed > 0) {
    found.push(
      table(
        "Changes by kind",
        ["From", "To", "How many"],
        state.transitions.map((each) => [outcome(each.before), outcome(each.after), String(each.count)]),
      ),
      h(
        "details",
        { open: state.changes.length <= 20 },
        h("summary", {}, `Which${state.changes.length < state.changed ? `: the first ${state.changes.length}` : ""}`),
        table(
          "Changes one by one",
          ["Submission", "From", "To", "Score from", "Score to"],
          state.changes.map((each) => [
            h("a", { href: `/submissions/${each.submission}` }, h("code", {}, each.submission.slice(0, 12))),
            outcome(each.before),
            outcome(each.after),
            rough(each.score_before),
            rough(each.score_after),
          ]),
        ),
      ),
    );
  }
  return found.filter((part) => part !== false);
}
