import { readFileSync } from "node:fs";
import { packageFile } from "../../package-file.ts";

type WasmFunction = (...numbers: number[]) => number;

/** What a WebAssembly module of the package exports. */
interface WasmExports {
  readonly memory: WebAssembly.Memory;
  /** Throws where there is none of this name. */
  functionNamed(name: string): WasmFunction;
}

const compiled = new Map<string, WebAssembly.Module>();

/** A new instance of a module, by its path in the package; it is compiled once. */
export function openWasm(path: string): WasmExports {
  const module = compiled.get(path) ?? new WebAssembly.Module(readFileSync(packageFile(path)));
  compiled.set(path, module);
  const { exports } = new WebAssembly.Instance(module);
  const { memory } = exports;
  if (!(memory instanceof WebAssembly.Memory)) throw new Error(`${path} exports no memory.`);
  return {
    memory,
    functionNamed(name) {
      const value = exports[name];
      if (typeof value !== "function") throw new Error(`${path} lacks ${name}.`);
      return (...numbers) => Number(value(...numbers));
    },
  };
}
