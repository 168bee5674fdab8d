import { join } from "node:path";
import { ROOT } from "./build/assets.ts";
import { bundleCommandLine } from "./build/command-line.ts";

const bytes = await bundleCommandLine(join(ROOT, "dist"));
console.log(`dist/cli: ${Math.round(bytes / 1024)} KB`);
