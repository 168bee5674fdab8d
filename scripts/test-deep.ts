import { spawnSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";

/** Runs the long property and fuzz tests: `npm run test:deep`, or a share of them with a new seed, `npm run test:deep -- 0.2`. */
const [share = "1", seed = String(Math.floor(Math.random() * 2 ** 31))] = process.argv.slice(2);
const root = resolve(import.meta.dirname, "..");
const files = globSync("test/**/*.test.ts", { cwd: root }).filter((file) =>
  readFileSync(resolve(root, file), "utf8").includes('from "#test/runs.ts"'),
);
console.log(`test:deep: ${files.length} files, share ${share}, seed ${seed} (again: npm run test:deep -- ${share} ${seed})`);
const vitest = resolve(root, "node_modules/vitest/vitest.mjs");
const { status } = spawnSync(process.execPath, [vitest, "run", ...files], {
  cwd: root,
  stdio: "inherit",
  env: { ...process.env, WHITTLE_DEEP: share, WHITTLE_SEED: seed },
});
process.exitCode = status ?? 1;
