import { execFileSync, spawn } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, resolve } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { isEquivalent } from "./mutate/equivalents.ts";
import { FLOORS, isBelow } from "./mutate/floors.ts";
import { mutationsOf } from "./mutate/mutations.ts";
import { testsBySource } from "./mutate/tests.ts";
import { TypeCheck } from "./mutate/type-check.ts";
import type { Job } from "./mutate/worker.ts";

/**
 * Puts faults into the code, one at a time, and tells which of them no test notices:
 *
 *   npm run mutate                          every folder below; takes hours
 *   npm run mutate -- core/policy           one folder or file
 *   npm run mutate -- --most 50 core        as many, taken by chance; --seed N takes the same ones again
 *   npm run mutate -- --changed main        files that differ from a branch
 *   --near N                                the N nearest test files only; 12 unless told
 *   --at-least 85                           exit code 1 where fewer percent are noticed
 *
 * A fault that the compiler refuses counts for nothing: nobody could commit it.
 *
 * Exit code 1 too where a folder comes out below its floor (scripts/mutate/floors.ts) by more than chance.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    most: { type: "string" },
    seed: { type: "string" },
    changed: { type: "string" },
    near: { type: "string", default: "12" },
    "at-least": { type: "string", default: "0" },
  },
});
const root = resolve(import.meta.dirname, "..");
/** No run takes longer, unless the fault made it endless: then it counts as noticed. */
const LONGEST_SECONDS = 180;

type Verdict = "killed" | "survived" | "untested" | "endless" | "refused";

const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const jobs = chosen(jobsOf(filesOf()));
console.log(`mutate: ${jobs.length} faults, seed ${seed}`);
const verdicts = new Map<Job, Verdict>();
const files = [...Map.groupBy(jobs, ({ file }) => file).values()];
// As many processes as there are cores: each runs its tests one after the other.
await Promise.all(Array.from({ length: availableParallelism() }, runNextFiles));
leaveOutRefused();
report();

function filesOf(): readonly string[] {
  const asked = positionals.length > 0 ? positionals : Object.keys(FLOORS);
  // The scanner is compiled to WebAssembly: its tests run what was compiled, which a fault put in here does not reach.
  const within = asked
    .flatMap((path) => globSync([path.endsWith(".ts") ? path : `${path}/**/*.ts`], { cwd: root }))
    .filter((file) => !file.endsWith(".as.ts"));
  if (values.changed === undefined) return within.sort();
  const names = execFileSync("git", ["diff", "--name-only", values.changed, "--", "."], { cwd: root, encoding: "utf8" });
  const changed = new Set(names.split("\n"));
  return within.filter((file) => changed.has(file)).sort();
}

function jobsOf(files: readonly string[]): readonly Job[] {
  const testsOf = testsBySource(root);
  return files.flatMap((file) => {
    const tests = testsOf(file).slice(0, Number(values.near));
    return mutationsOf(file, readFileSync(resolve(root, file), "utf8"))
      .filter((mutation) => !isEquivalent(file, mutation))
      .map((mutation) => ({ file, mutation, tests }));
  });
}

/** In the order of the files, but not more than `--most`. */
function chosen(all: readonly Job[]): readonly Job[] {
  const most = values.most === undefined ? all.length : Number(values.most);
  if (all.length <= most) return all;
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state;
  };
  const drawn = all.map((_, index) => ({ index, at: next() })).sort((a, b) => a.at - b.at);
  const places = new Set(drawn.slice(0, most).map(({ index }) => index));
  return all.filter((_, index) => places.has(index));
}

async function runNextFiles(): Promise<void> {
  for (let ofFile = files.shift(); ofFile; ofFile = files.shift()) {
    let left: readonly Job[] = ofFile;
    while (left.length > 0) left = await run(left);
  }
}

/** Runs the jobs of a file in a process of their own, as far as it comes: a fault may never end. Gives those that are left. */
async function run(ofFile: readonly Job[]): Promise<readonly Job[]> {
  const worker = spawn(process.execPath, [resolve(root, "scripts/mutate/worker.ts")], {
    cwd: root,
    stdio: ["pipe", "pipe", "inherit"],
    detached: true,
    env: { WHITTLE_DEEP: "0.01", ...process.env },
  });
  let isEndless = false;
  const kill = () => {
    isEndless = true;
    if (worker.pid !== undefined) process.kill(-worker.pid, "SIGKILL");
  };
  let timer = setTimeout(kill, LONGEST_SECONDS * 1000);
  worker.stdin.end(JSON.stringify(ofFile));
  const left = [...ofFile];
  for await (const line of createInterface({ input: worker.stdout })) {
    const [, said] = /^verdict (killed|survived|untested)$/.exec(line) ?? [];
    if (said !== "killed" && said !== "survived" && said !== "untested") continue;
    note(left.shift(), said);
    clearTimeout(timer);
    timer = setTimeout(kill, LONGEST_SECONDS * 1000);
  }
  clearTimeout(timer);
  if (left.length === 0) return left;
  if (!isEndless) throw new Error(`The tests could not be run for ${shown(left[0])}.`);
  note(left.shift(), "endless");
  return left;
}

function note(job: Job | undefined, verdict: Verdict): void {
  if (job) verdicts.set(job, verdict);
}

/** Names what no test noticed, but for what the compiler does, and what did not end: on a busy machine sound tests may not either. */
function leaveOutRefused(): void {
  for (const [job, verdict] of verdicts) if (verdict === "endless") console.log(`endless ${shown(job)}`);
  const unnoticed = [...verdicts].filter(([, verdict]) => verdict === "survived" || verdict === "untested");
  if (unnoticed.length === 0) return;
  const types = new TypeCheck(root);
  for (const [job, verdict] of unnoticed) {
    if (types.refuses(job.file, job.mutation)) note(job, "refused");
    else console.log(`${verdict} ${shown(job)}`);
  }
  types.close();
}

function shown(job: Job | undefined): string {
  return job ? `${job.file}:${job.mutation.line} ${job.mutation.shown}` : "nothing";
}

function report(): void {
  for (const [folder, within] of Map.groupBy(jobs, ({ file }) => dirname(file))) tell(folder, within);
  for (const [folder, floor] of Object.entries(FLOORS)) {
    const within = jobs.filter(({ file }) => file.startsWith(`${folder}/`));
    if (floor === undefined || !isBelow(floor, noticedOf(within), countedOf(within))) continue;
    tell(`below its floor of ${floor} %: ${folder}`, within);
    process.exitCode = 1;
  }
  if (jobs.length > 0 && tell("all", jobs) < Number(values["at-least"])) process.exitCode = 1;
}

/** In percent. */
function tell(name: string, within: readonly Job[]): number {
  const [noticed, counted] = [noticedOf(within), countedOf(within)];
  const share = counted === 0 ? 100 : (100 * noticed) / counted;
  console.log(`${name}: ${noticed} of ${counted} noticed, ${Math.round(share)} %; ${within.length - counted} that the compiler refuses`);
  return share;
}

function countedOf(within: readonly Job[]): number {
  return within.filter((job) => verdicts.get(job) !== "refused").length;
}

function noticedOf(within: readonly Job[]): number {
  return within.filter((job) => verdicts.get(job) === "killed" || verdicts.get(job) === "endless").length;
}
