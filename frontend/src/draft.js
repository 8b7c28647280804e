/** A learner's code for one problem, kept in the browser, and the submission that was made last. */
export class Draft {
  /**
   * @param {string} name of the learner and the problem
   * @param {() => void} onOther told when another tab has changed it
   */
  constructor(name, onOther) {
    this.key = `nnx-judge/draft/${name}`;
    this.lastKey = `nnx-judge/last/${name}`;
    addEventListener("storage", (event) => {
      if (event.key === this.key && event.newValue !== null) {
        onOther();
      }
    });
  }

  load() {
    return stored(() => localStorage.getItem(this.key)) ?? null;
  }

  /** @param {string} text */
  save(text) {
    stored(() => localStorage.setItem(this.key, text));
  }

  /** @returns {string | null} the id of what this tab has submitted last */
  remembered() {
    return stored(() => sessionStorage.getItem(this.lastKey)) ?? null;
  }

  /** @param {string} id */
  remember(id) {
    stored(() => sessionStorage.setItem(this.lastKey, id));
  }
}

/**
 * A frame in another site's page may have no storage: the code then lasts as long as the page.
 * @template Kept
 * @param {() => Kept} use
 * @returns {Kept | undefined}
 */
function stored(use) {
  try {
    return use();
  } catch {
    return undefined;
  }
}
