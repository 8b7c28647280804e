/** @import { Api } from "./api.js" */
/** @import { CheckUnderWay, QueueState, RejudgeUnderWay, UnderWay, WorkerState } from "./types.js" */
import { ApiError } from "./api.js";
import { find, h } from "./dom.js";
import { table } from "./tables.js";
import { counted, memory, moment, since } from "./units.js";

const BETWEEN_MS = 2000;
const PATIENCE_MS = 10_000;
// Workers tell of themselves every 5 seconds.
const LATE_S = 12;
/** @type {Record<string, string>} */
const KINDS = { submission: "a submission", run: "a run", review: "a review", rejudgement: "judged again" };

/**
 * How the queue and the workers stand, again and again while the page is looked at.
 * @param {HTMLElement} root
 * @param {Api} api
 */
export function startQueue(root, api) {
  const contact = new Contact(find(document, "[data-part=contact]"), root);
  const news = new News(find(document, "[data-part=news]"));
  /** @type {View | null} */
  let view = null;
  let timer = 0;
  let isAsking = false;

  const look = async () => {
    clearTimeout(timer);
    if (isAsking || document.hidden) {
      return;
    }
    isAsking = true;
    const state = await asked();
    isAsking = false;
    if (state !== null) {
      view ??= new View(root);
      view.show(state);
      news.tell(state);
      contact.holds();
    }
    timer = setTimeout(look, BETWEEN_MS);
  };
  /** @returns {Promise<QueueState | null>} */
  const asked = async () => {
    try {
      return await api.read("queue", { signal: AbortSignal.timeout(PATIENCE_MS) });
    } catch (error) {
      if (!(error instanceof ApiError || error instanceof DOMException)) {
        throw error;
      }
      contact.lost(error);
      return null;
    }
  };
  document.addEventListener("visibilitychange", look);
  look();
}

/** Whether what is shown is how things are. Said when that changes, and not each time. */
class Contact {
  /** @param {HTMLElement} said @param {HTMLElement} shown */
  constructor(said, shown) {
    this.said = said;
    this.shown = shown;
    this.isHeld = false;
    /** @type {Date | null} */
    this.heldAt = null;
  }

  holds() {
    this.heldAt = new Date();
    if (!this.isHeld) {
      this.isHeld = true;
      this.say("Live: updated every 2 seconds while this page is visible.");
    }
  }

  /** @param {ApiError | DOMException} error none but one that is refused, unreachable or late */
  lost(error) {
    this.isHeld = false;
    const before = this.heldAt === null ? "" : ` The figures below are from ${this.heldAt.toLocaleTimeString()}.`;
    const isSignedOut = error instanceof ApiError && error.status === 401;
    this.say(
      isSignedOut
        ? `Your session has ended: sign in again.${before}`
        : `No connection to the judge; trying again.${before}`,
    );
  }

  /** @param {string} words */
  say(words) {
    this.said.classList.toggle("lost", !this.isHeld);
    this.shown.classList.toggle("stale", !this.isHeld);
    setText(this.said, words);
  }
}

/** What a screen reader is told: what has become different in kind, not every figure that moves. */
class News {
  /** @param {HTMLElement} said */
  constructor(said) {
    this.said = said;
    /** @type {{ isWaiting: boolean, workers: number } | null} */
    this.before = null;
  }

  /** @param {QueueState} state */
  tell({ queues, workers }) {
    const now = { isWaiting: queues.some((queue) => queue.depth > 0), workers: workers.length };
    const told = [];
    if (this.before !== null && this.before.isWaiting !== now.isWaiting) {
      told.push(now.isWaiting ? "Submissions are waiting." : "Nothing is waiting any more.");
    }
    if (this.before !== null && this.before.workers !== now.workers) {
      told.push(`There ${now.workers === 1 ? "is" : "are"} ${counted(now.workers, "worker")} now.`);
    }
    this.before = now;
    if (told.length > 0) {
      this.said.textContent = told.join(" ");
    }
  }
}

/** The figures. What is there stays there, so that whoever reads or has the focus in it loses nothing. */
class View {
  /** @param {HTMLElement} root */
  constructor(root) {
    /** @type {Map<string, Entry>} */
    this.queues = new Map();
    /** @type {Map<string, Entry>} */
    this.workers = new Map();
    /** @type {Map<string, Entry>} */
    this.others = new Map();
    this.totals = new Figures("totals", ["Waiting", "Longest wait", "Running", "Expected time to a verdict"]);
    this.queueRows = h("tbody");
    this.workerList = h("ul", { class: "workers" });
    this.nobody = h("p", { class: "empty" }, "No worker is running: submissions wait for one.");
    this.otherRows = h("tbody");
    this.otherTable = table("Checks and rejudges", ["What", "How far", "Since", "Where"], this.otherRows);
    this.noOthers = h("p", { class: "muted" }, "None are running.");
    root.replaceChildren(
      this.totals.list,
      h("section", {}, h("h2", {}, "Queues"), table("Queues", ["Priority", "Waiting", "Longest wait"], this.queueRows)),
      h("section", {}, h("h2", {}, "Workers"), this.workerList, this.nobody),
      h("section", {}, h("h2", {}, "Checks and rejudges"), this.otherTable, this.noOthers),
    );
  }

  /** @param {QueueState} state */
  show({ queues, running, slots, estimate_s: estimate, workers, checks, rejudges }) {
    const waits = queues.map((queue) => queue.oldest_s).filter((wait) => wait !== null);
    this.totals.show([
      String(queues.reduce((sum, queue) => sum + queue.depth, 0)),
      waits.length === 0 ? "–" : since(Math.max(...waits)),
      `${running} of ${counted(slots, "slot")}`,
      workers.length === 0 ? "–" : estimate < 0.1 ? "under 0.1 s" : since(estimate),
    ]);
    const most = Math.max(1, ...queues.map((queue) => queue.depth));
    synchronise(this.queues, this.queueRows, queues, ({ name }) => name, queueRow);
    for (const queue of queues) {
      this.queues.get(queue.name)?.show({ ...queue, most });
    }
    synchronise(this.workers, this.workerList, workers, ({ id }) => id, workerCard);
    for (const worker of workers) {
      this.workers.get(worker.id)?.show(worker);
    }
    this.nobody.hidden = workers.length > 0;
    const others = [...checks.map((check) => checkLine(check, workers)), ...rejudges.map(rejudgeLine)];
    synchronise(this.others, this.otherRows, others, ({ id }) => id, otherRow);
    for (const line of others) {
      this.others.get(line.id)?.show(line);
    }
    this.otherTable.hidden = others.length === 0;
    this.noOthers.hidden = others.length > 0;
  }
}

/** @typedef {{ element: HTMLElement, show: (state: any) => void }} Entry */

/**
 * Add what is new, and take away what is gone.
 * @template State
 * @param {Map<string, Entry>} known
 * @param {HTMLElement} list
 * @param {State[]} states
 * @param {(state: State) => string} keyOf
 * @param {(state: State) => Entry} make
 */
function synchronise(known, list, states, keyOf, make) {
  const keys = new Set(states.map(keyOf));
  for (const [key, { element }] of known) {
    if (!keys.has(key)) {
      element.remove();
      known.delete(key);
    }
  }
  for (const state of states) {
    if (!known.has(keyOf(state))) {
      const made = make(state);
      known.set(keyOf(state), made);
      list.append(made.element);
    }
  }
}

/** Figures with their names. */
class Figures {
  /** @param {string} kind @param {string[]} names */
  constructor(kind, names) {
    this.values = names.map(() => h("dd"));
    this.list = h(
      "dl",
      { class: kind },
      names.map((name, place) => h("div", {}, h("dt", {}, name), this.values[place])),
    );
  }

  /** @param {string[]} texts */
  show(texts) {
    texts.forEach((text, place) => setText(this.values[place], text));
  }
}

/** @param {{ name: string }} queue @returns {Entry} */
function queueRow({ name }) {
  const depth = h("span", { class: "number" });
  const meter = h("meter", { min: 0, "aria-hidden": "true" });
  const oldest = h("td");
  return {
    element: h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, depth, meter), oldest),
    show: (state) => {
      setText(depth, String(state.depth));
      meter.max = state.most;
      meter.value = state.depth;
      setText(oldest, state.oldest_s === null ? "–" : since(state.oldest_s));
    },
  };
}

/**
 * What is under way beside submissions, in words.
 * @typedef {{ id: string, what: string, problem: string, href: string | null, done: number, total: number, said: string, since: number, where: string }} Line
 */

/** @param {CheckUnderWay} check @param {WorkerState[]} workers @returns {Line} */
function checkLine({ id, kind, problem, for_s: forS, worker, progress }, workers) {
  const at = workers.find((each) => each.id === worker);
  const { stage, done, total } = progress ?? { stage: "", done: 0, total: 0 };
  return {
    ...{ id, what: kind, problem, done, total, since: forS },
    // What is checked may be no problem yet, and then has no page.
    href: null,
    said: worker === null ? "waiting" : progress === null ? "starting" : `${done} of ${total}, ${stage}`,
    where: worker === null ? "–" : at === undefined ? "a lost worker" : `${at.host}, process ${at.process}`,
  };
}

/** @param {RejudgeUnderWay} rejudge @returns {Line} */
function rejudgeLine({ id, problem, for_s: forS, judged, total }) {
  return {
    ...{ id, what: "judged again", problem, done: judged, total, since: forS },
    href: `/author/${problem}/rejudge?id=${id}`,
    said: `${judged} of ${total}`,
    where: "all workers",
  };
}

/** @param {Line} line @returns {Entry} */
function otherRow({ what, problem, href }) {
  const meter = h("meter", { min: 0, "aria-hidden": "true" });
  const [said, age, where] = [h("span"), h("td"), h("td")];
  return {
    element: h(
      "tr",
      {},
      h("th", { scope: "row" }, href === null ? what : h("a", { href }, what), h("small", {}, problem)),
      h("td", { class: "far" }, meter, " ", said),
      age,
      where,
    ),
    show: (/** @type {Line} */ line) => {
      meter.hidden = line.total === 0;
      meter.max = Math.max(line.total, 1);
      meter.value = line.done;
      setText(said, line.said);
      setText(age, since(line.since));
      setText(where, line.where);
    },
  };
}

/** @param {WorkerState} worker @returns {Entry} */
function workerCard({ host, process, slots, started_at: startedAt }) {
  const began = moment(new Date(startedAt));
  const silence = h("p", { class: "small" });
  const running = h("div", { class: "running" });
  const figures = new Figures("facts", ["How runs started", "Memory", "Killed at a limit", "Parent processes lost"]);
  return {
    element: h(
      "li",
      {},
      h("h3", {}, host),
      h("p", { class: "small muted" }, `Process ${process}, ${counted(slots, "slot")}, since ${began}`),
      silence,
      running,
      figures.list,
    ),
    show: (/** @type {WorkerState} */ worker) => {
      const isLost = worker.last_seen_s > LATE_S;
      silence.classList.toggle("lost", isLost);
      setText(
        silence,
        isLost ? `⚠ No heartbeat for ${since(worker.last_seen_s)}.` : `Last seen ${since(worker.last_seen_s)} ago`,
      );
      showRunning(running, worker.running);
      figures.show([
        named(worker.strategies),
        `${memory(worker.resident_mb)}, and ${memory(worker.warm_mb)} kept warm`,
        named(worker.kills) || "none",
        String(worker.parents_lost),
      ]);
    },
  };
}

/** @param {HTMLElement} place @param {UnderWay[]} running */
function showRunning(place, running) {
  const shown = running.map((each) => each.submission).join(" ");
  if (place.dataset.shown !== shown) {
    place.dataset.shown = shown;
    place.replaceChildren(running.length === 0 ? h("p", {}, "Idle") : h("ul", {}, running.map(runningItem)));
  }
  place.querySelectorAll("[data-part=for]").forEach((span, at) => setText(span, since(running[at].for_s)));
}

/** @param {UnderWay} under */
function runningItem({ submission, kind, problem }) {
  return h(
    "li",
    {},
    h("a", { href: `/submissions/${submission}` }, problem),
    `, ${KINDS[kind] ?? kind}, for `,
    h("span", { "data-part": "for" }),
  );
}

/** @param {Element} element @param {string} text */
function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** @param {Record<string, number>} counts */
function named(counts) {
  return Object.entries(counts)
    .map(([name, count]) => `${count.toLocaleString()} ${name}`)
    .join(", ");
}
