import { mkdir, readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { build, type Metafile, type Plugin } from "esbuild";
import { copyAsset, ROOT } from "./assets.ts";
import { pastBarrels } from "./past-barrels.ts";
import { writeSbom } from "./sbom.ts";

const FUNCTIONS = join(ROOT, "functions");
const CATALOGUE = "generated/catalogue.json";
/** Files that are read beside a bundle, by the module that reads them. */
const ASSETS: Readonly<Record<string, string>> = {
  "adapters/catalogue.ts": CATALOGUE,
  "adapters/local/trail/alike/alike-calls.ts": "adapters/local/trail/alike/alike.wasm",
  "adapters/local/trail/scanner/scanner.ts": "adapters/local/trail/scanner/scan.wasm",
};
/** Not functions: what they share. */
const SHARED = new Set(["handler.ts", "page-handler.ts", "metrics.ts", "last-of.ts", "stream-handler.ts", "in-account.ts", "changing.ts"]);

/** Bytes that a function may read when it starts: a small bundle starts fast. Load what a step seldom needs when it is first asked for, with `once`. */
export const MOST_BYTES = 450_000;

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

/**
 * The SDK has a class for each error of a service and registers them all: 20 KB in the approval page, where only names of errors are
 * asked for. DynamoDB and KMS send that name in full, and an error without a class of its own is the service's base class under its
 * name (AwsJsonRpcProtocol.handleError), with whatever else it says.
 */
const noErrorClasses: Plugin = {
  name: "no-error-classes",
  setup({ onLoad }) {
    onLoad({ filter: /@aws-sdk\/client-(?:dynamodb|kms)\/dist-es\/schemas\/schemas_0\.js$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      return { contents: text.replaceAll(/^n0_registry\.registerError\(.*\);$/gm, ""), loader: "js" };
    });
  },
};

/**
 * Step Functions matches errors by their class's name, which minifying takes. The classes of errors alone keep theirs: with esbuild's
 * keepNames every function would, which adds 8 % to a bundle.
 */
const errorNames: Plugin = {
  name: "error-names",
  setup({ onLoad }) {
    onLoad({ filter: /(?:(?:core|adapters|functions)\/.*\.ts|(?:openid-client|oauth4webapi)\/build\/.*\.js)$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      const contents = text.replace(
        /^(?:export )?(?:abstract )?class (\w+) extends \w*Error \{/gm,
        (line, name) => `${line} static name = "${name}";`,
      );
      return contents === text ? undefined : { contents, loader: path.endsWith(".ts") ? "ts" : "js" };
    });
  },
};

export interface Bundle {
  readonly name: string;
  /** What is read when the function starts. */
  readonly bytes: number;
  /** What is read besides when it is first needed. */
  readonly later: number;
  readonly needsCatalogue: boolean;
}

/** The files of functions/ that are functions, by name. */
export async function functionFiles(): Promise<readonly string[]> {
  const files = await readdir(FUNCTIONS);
  return files.filter((file) => file.endsWith(".ts") && !SHARED.has(file)).sort();
}

/** Bundles one file of functions/ into DIST/NAME/index.mjs, with a file beside it for what it imports only when needed. */
export async function bundle(file: string, dist: string): Promise<Bundle> {
  const name = basename(file, ".ts");
  const folder = join(dist, name);
  await mkdir(folder, { recursive: true });
  const metafile = await bundleFile(join("functions", file), folder);
  await writeSbom(folder, name, metafile);
  const assets = Object.entries(ASSETS).flatMap(([module, asset]) => (module in metafile.inputs ? [asset] : []));
  for (const asset of assets) await copyAsset(asset, folder);
  const all = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
  const bytes = [...readAtStart(metafile)].reduce((sum, output) => sum + (metafile.outputs[output]?.bytes ?? 0), 0);
  return { name, bytes, later: all - bytes, needsCatalogue: assets.includes(CATALOGUE) };
}

/** Bundles a file, named from the root, into FOLDER/index.mjs as every function is bundled. */
export async function bundleFile(file: string, folder: string): Promise<Metafile> {
  const { metafile } = await build({
    entryPoints: { index: join(ROOT, file) },
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node24",
    mainFields: ["module", "main"],
    minify: true,
    charset: "utf8",
    // Lambda has its role's credentials in the environment; the SDK's search through files, SSO and more is left out.
    // DynamoDB's client makes a cache for endpoint discovery, which none of its commands asks for.
    alias: {
      "@aws-sdk/credential-provider-node": join(ROOT, "adapters", "aws", "lambda-credentials.ts"),
      "@aws-sdk/endpoint-cache": join(ROOT, "adapters", "aws", "no-endpoint-cache.ts"),
    },
    metafile: true,
    plugins: [versionsAlone, noErrorClasses, errorNames, pastBarrels(join(ROOT, "node_modules"))],
    logLevel: "warning",
    absWorkingDir: ROOT,
    // Some packages of the SDK still call require for Node's own modules.
    banner: { js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);' },
  });
  return metafile;
}

/** The entry and every file that it imports by a statement, directly or not. */
function readAtStart({ outputs }: Metafile): ReadonlySet<string> {
  const found = new Set(Object.keys(outputs).filter((output) => basename(output) === "index.mjs"));
  for (const output of found) {
    for (const { path, kind } of outputs[output]?.imports ?? []) if (kind === "import-statement" && path in outputs) found.add(path);
  }
  return found;
}
