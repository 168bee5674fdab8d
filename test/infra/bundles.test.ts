import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { bundle, bundleFile, functionFiles, MOST_BYTES } from "../../scripts/build/bundle.ts";

const dist = mkdtempSync(join(tmpdir(), "bundles-"));
afterAll(() => rmSync(dist, { recursive: true }));

describe("bundles of functions", () => {
  test("no function reads more than 450 KB when it starts", async () => {
    const files = await functionFiles();
    const bundles = await Promise.all(files.map((file) => bundle(file, dist)));
    expect(bundles).toHaveLength(files.length);
    expect(bundles.filter(({ bytes }) => bytes >= MOST_BYTES).map(({ name, bytes }) => `${name}: ${bytes} bytes`)).toEqual([]);
  }, 120_000);

  test.each(["core/errors.ts", "core/review/errors.ts", "core/policy/split.ts", "adapters/slack/errors.ts"])(
    "errors of %s keep the names that Step Functions matches",
    async (file) => {
      const folder = join(dist, file);
      await bundleFile(file, folder);
      const exported: Record<string, unknown> = await import(pathToFileURL(join(folder, "index.mjs")).href);
      const errors = Object.entries(exported).filter(([name]) => name.endsWith("Error"));
      expect(errors.length).toBeGreaterThan(0);
      for (const [name, error] of errors) expect(error).toHaveProperty("name", name);
    },
  );
});
