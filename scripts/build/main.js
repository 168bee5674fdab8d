// Copied to dist/cli. Runs the bundle beside it, compiled already where this Node is the one that built it; V8 tells whether it is.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Script } from "node:vm";

const require = createRequire(import.meta.url);
// Imported, it would load its promises, streams and all that these need.
const { existsSync, readFileSync } = require("node:fs");

const folder = dirname(fileURLToPath(import.meta.url));
const filename = join(folder, "whittle.cjs");
const cache = join(folder, "whittle.cache");
const cachedData = existsSync(cache) ? readFileSync(cache) : undefined;
// A function of what CommonJS gives a module. It is ASCII, which is read fastest so.
const script = new Script(readFileSync(filename, "latin1"), { filename, cachedData });
const bundle = { exports: {} };
script.runInThisContext()(require, bundle, filename, folder);

export const { run } = bundle.exports;

/** The code as it is compiled by now, to be kept in whittle.cache: of functions that did not run yet, no more than their places. */
export const compiled = () => script.createCachedData();
