import { rm } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "./build/assets.ts";
import { bundle, functionFiles, MOST_BYTES } from "./build/bundle.ts";
import { bundleCommandLine } from "./build/command-line.ts";

const DIST = join(ROOT, "dist");

/** Bundles each function, which is what template.yaml deploys, and the command line into dist/, and prints their sizes. Ends with 1 where a function is too big. */
async function main(): Promise<void> {
  await rm(DIST, { recursive: true, force: true });
  const bundles = await Promise.all((await functionFiles()).map((file) => bundle(file, DIST)));
  for (const { name, bytes, later, needsCatalogue } of bundles) {
    const more = `${needsCatalogue ? "  + catalogue.json" : ""}${later > 0 ? `  + ${kilobytes(later)} KB when needed` : ""}`;
    console.log(`${name.padEnd(20)} ${kilobytes(bytes).padStart(7)} KB${more}`);
  }
  console.log(`${"cli".padEnd(20)} ${kilobytes(await bundleCommandLine(DIST)).padStart(7)} KB`);
  const tooBig = bundles.filter(({ bytes }) => bytes >= MOST_BYTES);
  if (tooBig.length === 0) return;
  console.error(`Not under ${MOST_BYTES / 1000} KB: ${tooBig.map(({ name }) => name).join(", ")}.`);
  process.exitCode = 1;
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(1);
}

await main();
