import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
/** Without the ends `.as.ts` and `.wasm`. */
const MODULES = ["adapters/local/trail/scanner/scan", "adapters/local/trail/alike/alike"];

/** Compiles each source to WebAssembly, which is kept in git, so that installing takes no compiler. Its last section tells the source. */
function main(): void {
  for (const module of MODULES) build(join(ROOT, `${module}.as.ts`), join(ROOT, `${module}.wasm`));
}

function build(source: string, made: string): void {
  const options = ["-O3", "--noAssert", "--runtime", "stub", "--enable", "simd", "--initialMemory", "8"];
  execFileSync(join(ROOT, "node_modules/.bin/asc"), [source, "--outFile", made, ...options], { stdio: "inherit" });
  const hash = createHash("sha256").update(readFileSync(source)).digest("hex");
  const wasm = Buffer.concat([readFileSync(made), customSection("source", hash)]);
  writeFileSync(made, wasm);
  console.log(`${made}: ${wasm.length} bytes`);
}

/** A custom section of short text (WebAssembly Core Specification, "Custom Section"): lengths up to 127 take one byte. */
function customSection(name: string, text: string): Buffer {
  const body = Buffer.concat([Buffer.from([name.length]), Buffer.from(name), Buffer.from(text)]);
  return Buffer.concat([Buffer.from([0, body.length]), body]);
}

main();
