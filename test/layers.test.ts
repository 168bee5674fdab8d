import { globSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "..");

/** Each folder with the folders that it may import from; its own files are always allowed. */
const layers: Readonly<Record<string, readonly string[]>> = {
  "core/aws": [],
  "core/policy": ["core/aws"],
  "core/cloudtrail": ["core/aws", "core/policy"],
  "core/services": ["core/aws", "core/cloudtrail", "core/policy"],
  "core/usage": ["core/services", "core/cloudtrail", "core/policy", "core/aws"],
  "core/evidence": ["core/usage", "core/services", "core/cloudtrail", "core/policy", "core/aws"],
  "core/review": ["core/evidence", "core/usage", "core/services", "core/cloudtrail", "core/policy", "core/aws"],
  "core/messages": ["core/review", "core/evidence", "core/usage", "core/services", "core/cloudtrail", "core/policy", "core/aws"],
  "core/web": ["core/messages", "core/review", "core/evidence", "core/usage", "core/services", "core/policy", "core/aws"],
  "core/steps": [
    "core/messages",
    "core/review",
    "core/evidence",
    "core/usage",
    "core/services",
    "core/cloudtrail",
    "core/policy",
    "core/aws",
  ],
};

describe("imports point one way", () => {
  test.each(Object.keys(layers))("%s", (layer) => {
    const wrong = globSync(`${layer}/**/*.ts`, { cwd: root }).flatMap((file) =>
      importsOf(file)
        .filter((target) => !isAllowed(layer, target))
        .map((target) => `${file} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  test("an import the wrong way is found", () => {
    expect(isAllowed("core/policy", "core/usage/tally.ts")).toBe(false);
    expect(isAllowed("core/usage", "core/policy/match.ts")).toBe(true);
  });

  test("every folder of core has its place", () => {
    const folders = new Set(globSync("core/*/**/*.ts", { cwd: root }).map((file) => file.split("/").slice(0, 2).join("/")));
    expect([...folders].sort()).toEqual(Object.keys(layers).sort());
  });
});

function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(/\bfrom "([^"]+)"|\bimport\("([^"]+)"\)/g)].flatMap(([, from, dynamic]) => {
    const name = from ?? dynamic ?? "";
    if (name.startsWith("#")) return [name.slice(1)];
    return name.startsWith(".") ? [join(dirname(file), name)] : [];
  });
}

function isAllowed(layer: string, target: string): boolean {
  const folder = target.split("/").slice(0, 2).join("/");
  return (
    !target.startsWith("core/") ||
    !target.slice("core/".length).includes("/") ||
    folder === layer ||
    layers[layer]?.includes(folder) === true
  );
}
