import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { afterAll, describe, expect, test } from "vitest";
import { bundle } from "../../scripts/build/bundle.ts";
import { lockedPackages } from "../../scripts/build/sbom.ts";

const folder = mkdtempSync(join(tmpdir(), "supply-chain-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a package may be under to be part of Whittle. */
const FREE = new Set(["MIT", "MIT-0", "MIT OR Apache-2.0", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "0BSD"]);
/** Tools of the tests, of which nothing is in a bundle: the MPL asks for nothing where they are only run. */
const TOOLS_UNDER_MPL = /^(axe-core|lightningcss(-[\w-]+)?)$/;

const Sbom = v.object({
  bomFormat: v.literal("CycloneDX"),
  components: v.array(
    v.object({
      name: v.string(),
      version: v.string(),
      purl: v.string(),
      licenses: v.array(v.object({ expression: v.string() })),
      hashes: v.array(v.object({ alg: v.string(), content: v.pipe(v.string(), v.regex(/^[0-9a-f]{128}$/)) })),
    }),
  ),
});

test("every package is under a licence that Whittle can be under", () => {
  const others = [...lockedPackages()].filter(([path, { license }]) => {
    const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    return !(FREE.has(license ?? "") || (license === "MPL-2.0" && TOOLS_UNDER_MPL.test(name)));
  });
  expect(others.map(([path, { license }]) => `${path}: ${license}`)).toEqual([]);
});

test("every package comes with the hash of what the registry gave", () => {
  expect([...lockedPackages()].filter(([, { integrity }]) => !integrity?.startsWith("sha512-")).map(([path]) => path)).toEqual([]);
});

describe("a bundle", () => {
  test("has the same bytes when it is built again", async () => {
    const [first, second] = [join(folder, "first"), join(folder, "second")];
    await bundle("approval-page.ts", first);
    await bundle("approval-page.ts", second);
    const files = globSync("**/*.*", { cwd: first }).sort();
    expect(files.length).toBeGreaterThan(3);
    expect(globSync("**/*.*", { cwd: second }).sort()).toEqual(files);
    for (const file of files) expect(readFileSync(join(second, file)).equals(readFileSync(join(first, file))), file).toBe(true);
  });

  test("says in CycloneDX what is in it: packages with version, licence and hash, all of them free", async () => {
    await bundle("approval-page.ts", join(folder, "sbom"));
    const { components } = v.parse(Sbom, JSON.parse(readFileSync(join(folder, "sbom/approval-page/sbom.cdx.json"), "utf8")));
    const names = components.map(({ name }) => name);
    for (const name of ["hono", "valibot", "@aws-sdk/client-kms", "openid-client"]) expect(names).toContain(name);
    expect(components.filter(({ licenses }) => !licenses.every(({ expression }) => FREE.has(expression)))).toEqual([]);
    const hono = components.find(({ name }) => name === "hono");
    expect(hono?.purl).toBe(`pkg:npm/hono@${hono?.version}`);
  });
});
