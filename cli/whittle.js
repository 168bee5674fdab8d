#!/usr/bin/env node
// Plain JavaScript, so that the TypeScript behind it comes compiled out of the cache from the second run on.
import { enableCompileCache } from "node:module";

enableCompileCache();
await import("./main.ts");
