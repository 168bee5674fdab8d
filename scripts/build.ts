import { copyFile, mkdir, readdir, readFile, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Metafile, type Plugin } from "esbuild";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const FUNCTIONS = join(ROOT, "functions");
const DIST = join(ROOT, "dist");
const CATALOGUE = join(ROOT, "generated", "catalogue.json");
/** A small bundle starts fast. One that grows past this has an SDK client in it that its step does not need. */
const MOST_BYTES = 450_000;
/** Not functions: what they share. */
const SHARED = new Set(["handler.ts", "page-handler.ts", "when-needed.ts"]);

/** The SDK's clients read their version from their package's description, of which nothing else is needed. */
const versionsAlone: Plugin = {
  name: "versions-alone",
  setup({ onLoad }) {
    onLoad({ filter: /@aws-sdk\/client-[\w-]+\/package\.json$/ }, async ({ path }) => {
      const { version }: { version?: unknown } = JSON.parse(await readFile(path, "utf8"));
      return { contents: JSON.stringify({ version }), loader: "json" };
    });
  },
};

interface Bundle {
  readonly name: string;
  /** What is read when the function starts. */
  readonly bytes: number;
  /** What is read besides when it is first needed. */
  readonly later: number;
  readonly needsCatalogue: boolean;
}

/** Bundles each file of functions/ into dist/NAME/index.mjs, with a file beside it for what it imports only when needed, which is what template.yaml deploys, and prints their sizes. */
async function main(): Promise<void> {
  const files = (await readdir(FUNCTIONS)).filter((file) => file.endsWith(".ts") && !SHARED.has(file)).sort();
  await rm(DIST, { recursive: true, force: true });
  const bundles = await Promise.all(files.map(bundle));
  for (const { name, bytes, later, needsCatalogue } of bundles) {
    const more = `${needsCatalogue ? "  + catalogue.json" : ""}${later > 0 ? `  + ${kilobytes(later)} KB when needed` : ""}`;
    console.log(`${name.padEnd(20)} ${kilobytes(bytes).padStart(7)} KB${more}`);
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
    entryPoints: { index: join(FUNCTIONS, file) },
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
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
    plugins: [versionsAlone],
    logLevel: "warning",
    absWorkingDir: ROOT,
    // Some packages of the SDK still call require for Node's own modules.
    banner: { js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);' },
  });
  const needsCatalogue = Object.keys(metafile.inputs).some((input) => input.endsWith("adapters/catalogue.ts"));
  if (needsCatalogue) await copyFile(CATALOGUE, join(folder, "catalogue.json"));
  const all = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
  const bytes = [...readAtStart(metafile)].reduce((sum, output) => sum + (metafile.outputs[output]?.bytes ?? 0), 0);
  return { name, bytes, later: all - bytes, needsCatalogue };
}

/** The entry and every file that it imports by a statement, directly or not. */
function readAtStart({ outputs }: Metafile): ReadonlySet<string> {
  const found = new Set(Object.keys(outputs).filter((output) => basename(output) === "index.mjs"));
  for (const output of found) {
    for (const { path, kind } of outputs[output]?.imports ?? []) if (kind === "import-statement" && path in outputs) found.add(path);
  }
  return found;
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(1);
}

await main();
