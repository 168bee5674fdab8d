import { copyFile, mkdir, readdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const FUNCTIONS = join(ROOT, "functions");
const DIST = join(ROOT, "dist");
const CATALOGUE = join(ROOT, "generated", "catalogue.json");
/** A small bundle starts fast. One that grows past this has an SDK client in it that its step does not need. */
const MOST_BYTES = 450_000;
/** Not functions: what they share. */
const SHARED = new Set(["handler.ts"]);

interface Bundle {
  readonly name: string;
  readonly bytes: number;
  readonly needsCatalogue: boolean;
}

/** Bundles each file of functions/ into dist/NAME/index.mjs, which is what template.yaml deploys, and prints their sizes. */
async function main(): Promise<void> {
  const files = (await readdir(FUNCTIONS)).filter((file) => file.endsWith(".ts") && !SHARED.has(file)).sort();
  await rm(DIST, { recursive: true, force: true });
  const bundles = await Promise.all(files.map(bundle));
  for (const { name, bytes, needsCatalogue } of bundles) {
    console.log(`${name.padEnd(20)} ${(bytes / 1000).toFixed(1).padStart(7)} KB${needsCatalogue ? "  + catalogue.json" : ""}`);
  }
  const tooBig = bundles.filter(({ bytes }) => bytes > MOST_BYTES);
  if (tooBig.length === 0) return;
  console.error(`Over ${MOST_BYTES / 1000} KB: ${tooBig.map(({ name }) => name).join(", ")}.`);
  process.exitCode = 1;
}

async function bundle(file: string): Promise<Bundle> {
  const name = basename(file, ".ts");
  const folder = join(DIST, name);
  await mkdir(folder, { recursive: true });
  const { metafile } = await build({
    entryPoints: [join(FUNCTIONS, file)],
    outfile: join(folder, "index.mjs"),
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node24",
    mainFields: ["module", "main"],
    minify: true,
    // Lambda has its role's credentials in the environment; the SDK's search through files, SSO and more is left out.
    alias: { "@aws-sdk/credential-provider-node": join(ROOT, "adapters", "aws", "lambda-credentials.ts") },
    // Step Functions matches errors by their class's name.
    keepNames: true,
    metafile: true,
    logLevel: "warning",
    absWorkingDir: ROOT,
    // Some packages of the SDK still call require for Node's own modules.
    banner: { js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);' },
  });
  const needsCatalogue = Object.keys(metafile.inputs).some((input) => input.endsWith("adapters/catalogue.ts"));
  if (needsCatalogue) await copyFile(CATALOGUE, join(folder, "catalogue.json"));
  const bytes = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
  return { name, bytes, needsCatalogue };
}

await main();
