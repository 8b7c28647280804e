/** @import { Api } from "./api.js" */
import { startCase } from "./author-case.js";
import { startCheck } from "./author-check.js";
import { startContent } from "./author-content.js";
import { startExample } from "./author-example.js";
import { startFiles } from "./author-files.js";
import { startNew } from "./author-new.js";
import { startPackage, startImport } from "./author-package.js";
import { startPublishing } from "./author-publish.js";
import { startRejudge } from "./author-rejudge.js";
import { startCases, startRevisions } from "./author-revisions.js";

const PARTS = {
  case: startCase,
  cases: startCases,
  check: startCheck,
  content: startContent,
  example: startExample,
  files: startFiles,
  import: startImport,
  new: startNew,
  package: startPackage,
  rejudge: startRejudge,
};

/**
 * An instructor's page.
 * @param {HTMLElement} root
 * @param {Api} api
 */
export function startAuthor(root, api) {
  // The list of all problems has none.
  const publishing = root.dataset.problem === undefined ? null : startPublishing(root, api);
  if (publishing !== null && root.dataset.author === "revisions") {
    startRevisions(root, api, publishing);
  } else {
    PARTS[/** @type {keyof typeof PARTS} */ (root.dataset.author)]?.(root, api);
  }
}
