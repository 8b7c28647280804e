// Builds the pages' scripts into the package, the same bytes each time.
import { build } from "esbuild";
import { readFileSync, writeFileSync } from "node:fs";

const target = process.argv[2] ?? "../app/web/static";
const licences = new Map();

const common = { bundle: true, minify: true, target: "es2022", legalComments: "none", metafile: true };
const pages = await build({
  ...common,
  entryPoints: ["src/pages.js"],
  format: "esm",
  outfile: `${target}/pages.js`,
});
// Not a module: it has to run before the page is drawn.
await build({ ...common, entryPoints: ["src/theme.js"], format: "iife", outfile: `${target}/theme.js` });

for (const input of Object.keys(pages.metafile.inputs)) {
  const [, name] = input.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\//) ?? [];
  if (name !== undefined && !licences.has(name)) {
    const { version, license } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8"));
    const text = readFileSync(`node_modules/${name}/LICENSE`, "utf8").trim();
    licences.set(name, `${name} ${version} (${license})\n\n${text}\n`);
  }
}
const texts = [...licences].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, text]) => text);
writeFileSync(
  `${target}/licences.txt`,
  `pages.js contains these packages.\n\n${texts.join(`\n${"-".repeat(72)}\n\n`)}`,
);
