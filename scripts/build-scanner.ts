import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const SOURCE = join(ROOT, "adapters/local/trail/scanner/scan.as.ts");
const WASM = join(ROOT, "adapters/local/trail/scanner/scan.wasm");

/** Compiles the scanner's source to scan.wasm, which is kept in git, so that installing takes no compiler. Its last section tells the source. */
function main(): void {
  const options = ["-O3", "--noAssert", "--runtime", "stub", "--enable", "simd", "--initialMemory", "8"];
  execFileSync(join(ROOT, "node_modules/.bin/asc"), [SOURCE, "--outFile", WASM, ...options], { stdio: "inherit" });
  const hash = createHash("sha256").update(readFileSync(SOURCE)).digest("hex");
  const wasm = Buffer.concat([readFileSync(WASM), customSection("source", hash)]);
  writeFileSync(WASM, wasm);
  console.log(`scan.wasm: ${wasm.length} bytes`);
}

/** A custom section of short text (WebAssembly Core Specification, "Custom Section"): lengths up to 127 take one byte. */
function customSection(name: string, text: string): Buffer {
  const body = Buffer.concat([Buffer.from([name.length]), Buffer.from(name), Buffer.from(text)]);
  return Buffer.concat([Buffer.from([0, body.length]), body]);
}

main();
