import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { type Mutation, mutated } from "./mutations.ts";

const SOURCES = ["core", "adapters", "functions", "cli", "generated", "package.json"];

/**
 * Tells faults that the compiler refuses: nobody could commit one. Works on a copy of the sources, so that files on disk stay as they are.
 * What is only left unused by a fault is no error: whoever takes out a call takes out its import too.
 */
export class TypeCheck {
  readonly #copy = mkdtempSync(join(tmpdir(), "whittle-mutate-"));
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
    const isSource = (path: string) => ["", ".ts", ".json"].includes(extname(path));
    for (const each of SOURCES) cpSync(join(root, each), join(this.#copy, each), { recursive: true, filter: isSource });
    symlinkSync(join(root, "node_modules"), join(this.#copy, "node_modules"));
    const options = { noUnusedLocals: false, noUnusedParameters: false, tsBuildInfoFile: "tsc.tsbuildinfo" };
    const config = { extends: join(root, "tsconfig.json"), compilerOptions: options, include: SOURCES, exclude: ["**/*.as.ts"] };
    writeFileSync(join(this.#copy, "tsconfig.json"), JSON.stringify(config));
    if (!this.#passes()) throw new Error("The sources do not compile without a fault.");
  }

  /** Does the compiler refuse the file with the fault in it? */
  refuses(file: string, mutation: Mutation): boolean {
    const path = join(this.#copy, file);
    const source = readFileSync(join(this.#root, file), "utf8");
    writeFileSync(path, mutated(source, mutation));
    try {
      return !this.#passes();
    } finally {
      writeFileSync(path, source);
    }
  }

  close(): void {
    rmSync(this.#copy, { recursive: true });
  }

  #passes(): boolean {
    try {
      execFileSync(process.execPath, [join(this.#root, "node_modules/typescript/bin/tsc"), "--project", this.#copy], { stdio: "ignore" });
      return true;
    } catch {
      return false;
    }
  }
}
