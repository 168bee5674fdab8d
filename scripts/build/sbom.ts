import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Metafile } from "esbuild";
import * as v from "valibot";
import { ROOT } from "./assets.ts";

const Locked = v.object({
  version: v.optional(v.string()),
  license: v.optional(v.string()),
  integrity: v.optional(v.string()),
});
const Lock = v.object({ packages: v.record(v.string(), Locked) });
type LockedPackage = v.InferOutput<typeof Locked>;

/** Every package that package-lock.json names, by its folder. */
export function lockedPackages(): ReadonlyMap<string, LockedPackage> {
  const { packages } = v.parse(Lock, JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")));
  return new Map(Object.entries(packages).filter(([folder]) => folder !== ""));
}

/** The folders of the packages that a bundle holds code of, sorted. */
function packagesIn({ outputs }: Metafile): readonly string[] {
  const files = Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs));
  return [...new Set(files.flatMap((file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []))].sort();
}

/** Writes what a bundle is made of beside it: a CycloneDX 1.5 bill of materials, the same for the same code. */
export async function writeSbom(folder: string, name: string, metafile: Metafile): Promise<void> {
  const locked = lockedPackages();
  const sbom = {
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    version: 1,
    metadata: { component: { type: "application", name: `whittle-${name}`, licenses: [{ license: { id: "Apache-2.0" } }] } },
    components: packagesIn(metafile).map((path) => component(path, locked.get(path) ?? {})),
  };
  await writeFile(join(folder, "sbom.cdx.json"), `${JSON.stringify(sbom, undefined, 1)}\n`);
}

function component(path: string, { version = "", license = "", integrity }: LockedPackage) {
  const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
  const [, algorithm, digest] = /^sha(\d+)-(.+)$/.exec(integrity ?? "") ?? [];
  return {
    type: "library",
    name,
    version,
    purl: `pkg:npm/${name.replace("@", "%40")}@${version}`,
    licenses: [{ expression: license }],
    ...(digest ? { hashes: [{ alg: `SHA-${algorithm}`, content: Buffer.from(digest, "base64").toString("hex") }] } : {}),
  };
}
