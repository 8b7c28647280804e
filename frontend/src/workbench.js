/** @import { Submission } from "./types.js" */
import { ApiError } from "./api.js";
import { find } from "./dom.js";
import { Draft } from "./draft.js";
import { Editor } from "./editor.js";
import { events } from "./events.js";
import { InputForm } from "./inputs.js";
import { Results } from "./results.js";
import { trouble } from "./troubles.js";
import { moment } from "./units.js";

const REVIEWED = ["accepted", "wrong_answer", "runtime_error"];

/** A problem's editor and what becomes of what is written in it. */
export class Workbench {
  /**
   * @param {HTMLElement} root
   * @param {import("./api.js").Api} api
   * @param {(submission: Submission) => void} [onVerdict]
   */
  constructor(root, api, onVerdict = () => {}) {
    this.api = api;
    this.onVerdict = onVerdict;
    this.problem = root.dataset.problem ?? "";
    const area = /** @type {HTMLTextAreaElement} */ (find(root, "[data-part=source]"));
    // The assignment that is handed in to, and where it says what is left.
    this.assignment = root.dataset.assignment;
    this.left = root.querySelector("[data-part=left]");
    this.starter = area.value;
    this.said = find(root, "[data-part=draft]");
    this.draft = new Draft(`${root.dataset.owner}/${this.problem}`, () => this.offerOther());
    area.value = this.draft.load() ?? this.starter;
    this.editor = new Editor(area, {
      run: () => this.run(),
      submit: () => this.submit(),
      changed: (text) => this.draft.save(text),
      completions: root.dataset.completions,
    });
    this.results = new Results(find(root, "[data-part=results]"), this.editor);
    this.results.say("Run or submit your code. Each case appears here as it finishes.");
    /** @type {HTMLInputElement | null} */
    this.test = root.querySelector("[data-part=test]");
    this.buttons = [...root.querySelectorAll("[data-action=run], [data-action=submit], form [type=submit]")];
    this.canSubmit = !this.buttons[0]?.hasAttribute("disabled");
    this.cancel = /** @type {HTMLButtonElement} */ (find(root, "[data-action=cancel]"));
    // What to go on with; the page around a frame offers that by itself.
    this.after = root.querySelector("[data-part=after]");
    this.form = new InputForm(find(root, "[data-part=input]"));
    this.isBusy = false;
    /** @type {{ body: string, key: string } | null} */
    this.unanswered = null;
    /** @type {string | null} */
    this.current = null;

    find(root, "[data-action=run]").addEventListener("click", () => this.run());
    find(root, "[data-action=submit]").addEventListener("click", () => this.submit());
    find(root, "[data-action=reset]").addEventListener("click", () => {
      this.editor.replace(this.starter);
      this.say("Back to the start. Undo brings your code back.");
    });
    this.cancel.addEventListener("click", () => this.stop());
    this.form.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.runOnInput();
    });
    this.resume();
  }

  /** @param {string} text */
  say(text) {
    this.said.textContent = text;
  }

  /** In another tab the code was changed: which one is wanted only the learner knows. */
  offerOther() {
    this.said.textContent = "Changed in another tab. ";
    const take = document.createElement("button");
    take.type = "button";
    take.className = "link";
    take.textContent = "Use that version";
    take.addEventListener("click", () => {
      this.editor.replace(this.draft.load() ?? this.starter);
      this.say("Replaced. Undo brings your version back.");
    });
    this.said.append(take);
  }

  run() {
    this.start("runs", "Running the samples…", () =>
      this.api.post("runs", { problem: this.problem, source: this.editor.text }),
    );
  }

  runOnInput() {
    const input = this.form.json();
    if (input === null) {
      return;
    }
    const body = `{"problem": ${JSON.stringify(this.problem)}, "source": ${JSON.stringify(this.editor.text)}, "inputs": [${input}]}`;
    this.start("runs", "Running on your input…", () => this.api.post("runs", body), { isOpen: true });
  }

  submit() {
    this.start("submissions", "Submitted…", async () => {
      const body = JSON.stringify({
        problem: this.problem,
        source: this.editor.text,
        ...this.asTest(),
        ...(this.assignment === undefined ? {} : { assignment: this.assignment }),
      });
      // Sent again because its answer was lost, it is the same submission.
      if (this.unanswered?.body !== body) {
        this.unanswered = { body, key: randomKey() };
      }
      const submission = await this.api.post("submissions", body, { "Idempotency-Key": this.unanswered.key });
      this.unanswered = null;
      return submission;
    });
  }

  /** What marks it as a test, where an instructor wants it to be one. */
  asTest() {
    return this.test?.checked ? { test: true } : {};
  }

  /**
   * @param {string} kind
   * @param {string} what
   * @param {() => Promise<Submission>} send
   * @param {{ isOpen?: boolean }} [options] how its results are shown
   */
  async start(kind, what, send, options) {
    if (this.isBusy || !this.canSubmit) {
      return;
    }
    if (this.editor.text.trim() === "") {
      this.results.begin("");
      this.results.fail("There is no code in the editor. Write some, or press Reset for what to start from.");
      return;
    }
    this.current = null;
    await this.busily(async () => {
      this.results.begin(what);
      this.results.heading.scrollIntoView({ block: "nearest" });
      const submission = await send();
      if (kind === "submissions") {
        this.draft.remember(submission.id);
      }
      this.tellLeft(submission.remaining);
      await this.follow(submission.id, options);
    });
  }

  /** @param {Submission["remaining"]} remaining what is left of an assignment, where it is to one */
  tellLeft(remaining) {
    if (this.left !== null && remaining) {
      this.left.textContent = left(remaining);
    }
  }

  /** A fault of the judge's own gives the try back. */
  async lookWhatIsLeft() {
    const standing = await this.api.read(`assignments/${this.assignment}/standing`);
    const mine = standing.problems.find((/** @type {any} */ each) => each.problem === this.problem);
    this.tellLeft(mine);
  }

  /** After a page was loaded again, what was handed in last is shown again, or what came of it. */
  async resume() {
    const asked = new URLSearchParams(location.search).get("open");
    if (asked !== null) {
      await this.open(asked);
      return;
    }
    const id = this.draft.remembered();
    if (id !== null) {
      await this.busily(async () => {
        this.results.begin("Your last submission…");
        await this.follow(id);
      });
    }
  }

  /** @param {string} id of a submission whose file is wanted in the editor */
  async open(id) {
    const place = this.assignment === undefined ? "" : `?${new URLSearchParams({ assignment: this.assignment })}`;
    history.replaceState(null, "", location.pathname + place);
    await this.busily(async () => {
      const answer = await this.api.request(`submissions/${encodeURIComponent(id)}/source`);
      this.editor.replace(await answer.text());
      this.say("An earlier submission. Undo brings your code back.");
      this.results.begin("");
      await this.follow(id);
    });
  }

  async stop() {
    if (this.current !== null) {
      try {
        await this.api.delete(`submissions/${this.current}`);
      } catch (error) {
        // It may have ended in time: its verdict is on its way.
        if (!(error instanceof ApiError && error.status === 409)) {
          throw error;
        }
      }
    }
  }

  /** @param {string} id @param {{ isOpen?: boolean }} [options] how its results are shown */
  async follow(id, options) {
    this.current = id;
    this.cancel.hidden = false;
    const connection = new AbortController();
    const news = events(this.api, id, connection.signal, (isBroken) => {
      if (isBroken) {
        this.results.say("The connection broke; trying again… What you sent is being judged meanwhile.");
      }
    });
    for await (const { name, data } of news) {
      if (name === "status") {
        this.results.say(data.status === "queued" ? "Waiting for its turn…" : "Judging…");
      } else if (name === "case") {
        this.results.add(data.case, data.index, data.total);
      } else {
        this.results.end(data, options);
        this.results.lead();
        if (name === "verdict") {
          if (data.kind === "submission" && data.verdict === "accepted") {
            this.after?.removeAttribute("hidden");
          }
          if (data.verdict === "judge_error" && this.assignment !== undefined) {
            await this.lookWhatIsLeft();
          }
          this.onVerdict(data);
          this.review(data);
        }
      }
    }
  }

  /** @param {Submission} submission whose smallest failing input and the like are wanted too */
  async review(submission) {
    if (submission.kind === "run" || !REVIEWED.includes(submission.verdict ?? "")) {
      return;
    }
    try {
      const review = await this.api.review(submission.id);
      if (review.status === "finished" && this.current === submission.id) {
        this.results.addReview(review);
      }
    } catch (error) {
      // The verdict is there, and a learner can do without more.
      if (!(error instanceof ApiError)) {
        throw error;
      }
    }
  }

  /** @param {() => Promise<void>} work */
  async busily(work) {
    this.isBusy = true;
    this.enable(false);
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ApiError)) {
        throw error;
      }
      this.form.refuse(error.fields);
      this.results.fail(...trouble(error, this.api.token !== null));
    } finally {
      this.cancel.hidden = true;
      this.isBusy = false;
      this.enable(true);
    }
  }

  /** @param {boolean} mayStart */
  enable(mayStart) {
    for (const button of this.buttons) {
      // Not disabled: what has the keyboard's focus would lose it.
      button.setAttribute("aria-disabled", String(!mayStart));
    }
  }
}

/** A name for a request; `randomUUID` is missing where the page came by plain HTTP. */
function randomKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {NonNullable<Submission["remaining"]>} remaining */
function left({ tries_left, next_at }) {
  const tries = tries_left === null ? "" : `${tries_left} ${tries_left === 1 ? "try" : "tries"} left`;
  if (next_at === null) {
    return tries;
  }
  const at = new Date(next_at);
  const isToday = at.toDateString() === new Date().toDateString();
  const wait = `the next from ${isToday ? at.toLocaleTimeString() : moment(at)} on`;
  return tries === "" ? wait : `${tries}, ${wait}`;
}
