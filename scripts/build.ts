import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { bundle, functionFiles, MOST_BYTES } from "./build/bundle.ts";

const DIST = fileURLToPath(new URL("../dist", import.meta.url));

/** Bundles each function into dist/, which is what template.yaml deploys, and prints their sizes. Ends with 1 where one is too big. */
async function main(): Promise<void> {
  await rm(DIST, { recursive: true, force: true });
  const bundles = await Promise.all((await functionFiles()).map((file) => bundle(file, DIST)));
  for (const { name, bytes, later, needsCatalogue } of bundles) {
    const more = `${needsCatalogue ? "  + catalogue.json" : ""}${later > 0 ? `  + ${kilobytes(later)} KB when needed` : ""}`;
    console.log(`${name.padEnd(20)} ${kilobytes(bytes).padStart(7)} KB${more}`);
  }
  const tooBig = bundles.filter(({ bytes }) => bytes >= MOST_BYTES);
  if (tooBig.length === 0) return;
  console.error(`Not under ${MOST_BYTES / 1000} KB: ${tooBig.map(({ name }) => name).join(", ")}.`);
  process.exitCode = 1;
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(1);
}

await main();
