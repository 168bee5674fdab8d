#!/usr/bin/env node
// Plain JavaScript that any Node reads. It runs the bundle that `npm run prepare` makes, or the sources where they are newer.
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

// Imported, fs would load its promises, streams and all that these need.
const require = createRequire(import.meta.url);
const { existsSync, readFileSync, statSync } = require("node:fs");

const NODE = Number.parseInt(process.versions.node, 10);
const OLDEST_NODE = 20;
/** The latest whose V8 is known to have the options below: one that it has not would be told on standard error. */
const LATEST_KNOWN_NODE = 24;
const root = new URL("../", import.meta.url);
const bundle = new URL("dist/cli/", root);
const sources = new URL("cli/main.ts", root);

/** Is the bundle there, and as new as everything that it was made from? A package has no sources. */
function isFresh() {
  const list = new URL("sources.json", bundle);
  const made = statSync(list, { throwIfNoEntry: false })?.mtimeMs;
  if (made === undefined) return false;
  if (!existsSync(sources)) return true;
  // A path is found faster than a URL, and there are hundreds.
  const folder = fileURLToPath(root);
  return JSON.parse(readFileSync(list, "utf8")).every((file) => {
    const changed = statSync(folder + file, { throwIfNoEntry: false })?.mtimeMs;
    return changed !== undefined && changed < made;
  });
}

/**
 * Has V8 compile less and collect garbage later: most runs end before either pays. Set once the bundle is there, since code that was
 * compiled beforehand is taken under the same options alone.
 */
function expectShortRun() {
  if (NODE > LATEST_KNOWN_NODE) return;
  const { setFlagsFromString } = require("node:v8");
  // What is called often enough is optimised at once by the slower compiler.
  setFlagsFromString("--invocation-count-for-maglev=5000");
  setFlagsFromString("--no-incremental-marking");
  // Room for new objects that grows is memory of which each page is new, and a page costs more than a collection of few objects.
  setFlagsFromString("--semi-space-growth-factor=1");
}

function program() {
  if (NODE < OLDEST_NODE) return `Node ${process.versions.node} is too old. Install Node ${OLDEST_NODE} or newer.`;
  if (isFresh()) return new URL("main.js", bundle);
  if (process.features.typescript) return sources;
  return `dist/cli is missing or older than the sources, which Node ${process.versions.node} cannot run. Run: npm run prepare`;
}

const found = program();
if (typeof found === "string") {
  process.stderr.write(`whittle: ${found}\n`);
  process.exitCode = 2;
} else {
  const { run } = await import(found.href);
  expectShortRun();
  process.exitCode = await run(process.argv.slice(2));
}
