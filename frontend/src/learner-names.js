/** A learner's name may have so many characters. */
const MAX_NAME = 200;
const FAULTS_SHOWN = 10;

/**
 * The names in a list that was pasted, one a line, and what is wrong with which line.
 * @param {string} text
 * @param {number} most so many names at most
 * @returns {{ names: string[], faults: string[] }}
 */
export function namesIn(text, most) {
  /** @type {Map<string, number>} */
  const lines = new Map();
  /** @type {string[]} */
  const faults = [];
  for (const [place, given] of text.split(/\r?\n/).entries()) {
    const [name, line] = [given.trim(), place + 1];
    if (name === "") {
      continue;
    }
    const before = lines.get(name);
    if (name.includes("\t")) {
      faults.push(`Line ${line} has several columns: paste the one with the names only.`);
    } else if ([...name].length > MAX_NAME) {
      faults.push(`Line ${line} has more than ${MAX_NAME} characters.`);
    } else if (before !== undefined) {
      faults.push(`Line ${line}: ${name} stands in line ${before} already.`);
    } else {
      lines.set(name, line);
    }
  }
  const names = [...lines.keys()];
  if (names.length > most) {
    const line = lines.get(names[most]);
    faults.push(
      `There are ${names.length} names, and ${most} are the most at once: leave out what begins in line ${line}.`,
    );
  }
  if (names.length === 0 && faults.length === 0) {
    faults.push("Enter a name.");
  }
  const more = faults.length - FAULTS_SHOWN;
  return { names, faults: more > 0 ? [...faults.slice(0, FAULTS_SHOWN), `And ${more} more.`] : faults };
}
