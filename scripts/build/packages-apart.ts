import { type BuildOptions, build, type Metafile, type Plugin } from "esbuild";
import { ROOT } from "./assets.ts";

const PACKAGE = /^@(?:aws-sdk|smithy)\//;
const FILE = "./packages.cjs";

/**
 * Leaves the packages of the AWS SDK out of a bundle, of which they would be two thirds: it is read at each start, and most runs need none
 * of them. `bundlePackages` makes the file that holds them.
 */
export function packagesApart(): { readonly plugin: Plugin; readonly names: ReadonlySet<string> } {
  const names = new Set<string>();
  const plugin: Plugin = {
    name: "packages-apart",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: PACKAGE }, ({ path }) => {
        names.add(path);
        return { path, namespace: "apart" };
      });
      onResolve({ filter: /.*/, namespace: "apart" }, ({ path }) => ({ path, external: true }));
      onLoad({ filter: /.*/, namespace: "apart" }, ({ path }) => ({
        contents: `module.exports = require(${JSON.stringify(FILE)})(${JSON.stringify(path)});`,
      }));
    },
  };
  return { plugin, names };
}

/** Options of esbuild with which it tells what the bundles hold. */
export type BundleOptions = BuildOptions & { readonly metafile: true };

/** Bundles packages into one file, each of which is run when it is first asked for by its name. */
export async function bundlePackages(names: ReadonlySet<string>, options: BundleOptions): Promise<Metafile> {
  const entries = [...names].sort().map((name) => `${JSON.stringify(name)}: () => require(${JSON.stringify(name)})`);
  const contents = `const packages = {${entries.join()}};\nmodule.exports = (name) => packages[name]();`;
  const { metafile } = await build({
    ...options,
    stdin: { contents, resolveDir: ROOT, sourcefile: "packages.js" },
    entryNames: "packages",
  });
  return metafile;
}
