/** @import { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete" */
import { pythonLanguage } from "@codemirror/lang-python";
import { h } from "./dom.js";

/**
 * The names of the libraries, as tests/app/web/completions.py writes them: of each its kind, its
 * signature and a sentence.
 * @typedef {Record<string, { docs: string, names: Record<string, [string, string, string]> }>} Modules
 */

// How they are called where a file that is being begun does not import them yet.
const USUAL = new Map([
  ["jax", "jax"],
  ["jnp", "jax.numpy"],
  ["lax", "jax.lax"],
  ["nnx", "flax.nnx"],
  ["optax", "optax"],
]);
const TYPES = new Map([
  ["module", "namespace"],
  ["value", "constant"],
]);

/**
 * The module that a name stands for in a file: of `jnp.linalg` in `import jax.numpy as jnp` it is
 * `jax.numpy.linalg`.
 * @param {string} path names with points between them
 * @param {string} source the file
 */
export function moduleOf(path, source) {
  const [first, ...rest] = path.split(".");
  const known = imported(source).get(first) ?? USUAL.get(first);
  return known === undefined ? null : [known, ...rest].join(".");
}

/** What each imported name stands for. @param {string} source @returns {Map<string, string>} */
function imported(source) {
  const names = new Map();
  for (const [, modules] of source.matchAll(/^[ \t]*import[ \t]+([^#\n]+)/gm)) {
    for (const each of modules.split(",")) {
      const [, module, alias] = each.match(/^\s*([\w.]+)(?:\s+as\s+(\w+))?\s*$/) ?? [];
      if (alias !== undefined) {
        names.set(alias, module);
      } else if (module !== undefined) {
        const [top] = module.split(".");
        names.set(top, top);
      }
    }
  }
  for (const [, module, what] of source.matchAll(/^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]+([^#\n]+)/gm)) {
    for (const each of what.replace(/[()]/g, "").split(",")) {
      const [, name, alias] = each.match(/^\s*(\w+)(?:\s+as\s+(\w+))?\s*$/) ?? [];
      if (name !== undefined) {
        names.set(alias ?? name, `${module}.${name}`);
      }
    }
  }
  return names;
}

/**
 * Completes names of the libraries behind a point, and shows what they are.
 * @param {string} address of the file of names, read when it is first needed
 */
export function apiCompletions(address) {
  /** @type {Promise<Modules> | null} */
  let modules = null;
  const read = async () => {
    const answer = await fetch(address);
    return answer.ok ? (await answer.json()).modules : {};
  };

  /** @param {CompletionContext} context @returns {Promise<CompletionResult | null>} */
  const complete = async (context) => {
    const typed = context.matchBefore(/[A-Za-z_][\w.]*\.\w*/);
    if (typed === null) {
      return null;
    }
    const point = typed.text.lastIndexOf(".");
    const name = moduleOf(typed.text.slice(0, point), context.state.doc.toString());
    if (name === null) {
      return null;
    }
    modules ??= read().catch(() => {
      modules = null;
      return {};
    });
    const module = (await modules)[name];
    return module === undefined
      ? null
      : {
          from: typed.from + point + 1,
          options: Object.entries(module.names).map(([label, told]) => option(name, label, told, module.docs)),
          validFor: /^\w*$/,
        };
  };
  return pythonLanguage.data.of({ autocomplete: complete });
}

/**
 * @param {string} module
 * @param {string} label
 * @param {[string, string, string]} told
 * @param {string} docs
 * @returns {Completion}
 */
function option(module, label, [kind, signature, sentence], docs) {
  const address = docs.replace("{}", encodeURIComponent(`${module}.${label}`));
  const type = TYPES.get(kind);
  if (type !== undefined) {
    return { label, type };
  }
  return {
    label,
    type: kind,
    info: () =>
      h(
        "div",
        { class: "api-info" },
        signature !== "" && h("p", {}, h("code", {}, `${label}${signature}`)),
        sentence !== "" && h("p", {}, sentence),
        h("p", {}, h("a", { href: address, target: "_blank", rel: "noreferrer" }, "Documentation")),
      ),
  };
}
