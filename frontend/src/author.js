/** @import { Api } from "./api.js" */
import { startCase } from "./author-case.js";
import { startCheck } from "./author-check.js";
import { startPackage, startImport } from "./author-package.js";
import { startRejudge } from "./author-rejudge.js";
import { startCases, startRevisions } from "./author-revisions.js";

const PARTS = {
  case: startCase,
  cases: startCases,
  check: startCheck,
  import: startImport,
  package: startPackage,
  rejudge: startRejudge,
  revisions: startRevisions,
};

/**
 * An instructor's page.
 * @param {HTMLElement} root
 * @param {Api} api
 */
export function startAuthor(root, api) {
  PARTS[/** @type {keyof typeof PARTS} */ (root.dataset.author)]?.(root, api);
}
