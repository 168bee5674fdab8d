import { availableParallelism, loadavg } from "node:os";
import { MEASURES_PROCESSES, type Run, run } from "./measure.ts";
import { median, verdict } from "./report.ts";
import { type BenchSize, limitsOf } from "./size.ts";
import { rivals, type Tool, whittleReview, zcat } from "./tools.ts";
import { type Form, type Trail, trailData } from "./trail-data.ts";

const ROUNDS = 5;
/** As large as the busy log files that CloudTrail delivers: ten times the data is ten times the files. */
const FILE_MB = 230 / 60;
/** The most that `--format json` prints for one role without --full. */
const MOST_JSON_KB = 30;
const MOST_PEAK_MB = 300;

/** `whittle review` against unpacking alone and against what people use instead, on both sets, in one run. */
export async function benchReading(size: BenchSize): Promise<void> {
  console.log("\nReading with cli/whittle.js: after an edit, npm run prepare first, or the sources are measured");
  if (!MEASURES_PROCESSES) console.log("Skipped: CPU and peak memory, because /usr/bin/time is not installed");
  warnOfLoad();
  for (const form of ["delivered", "re-serialised"] as const) await benchSet(form, size);
  await benchOneFile();
  if (size.isLarge) await benchExtremes();
}

/** Wall times of a busy machine say little: the kernel shares out a pipe and two threads differently. */
function warnOfLoad(): void {
  const [load = 0] = loadavg();
  const cores = availableParallelism();
  if (load > cores / 2) console.log(`The machine is busy (load ${load.toFixed(1)} on ${cores} cores): do not trust the wall times below`);
}

async function benchSet(form: Form, size: BenchSize): Promise<void> {
  const files = Math.ceil(size.megabytes / FILE_MB);
  const trail = await trailData({ form, files, fileMegabytes: size.megabytes / files, roles: ["Busy"] });
  console.log(
    `\nThe ${form} form: ${trail.records} records in ${trail.files} files, ${trail.unpackedMegabytes.toFixed(0)} MB unpacked; medians of ${ROUNDS}`,
  );
  const others = rivals(trail);
  const runs = { zcat: [] as Run[], whittle: [] as Run[] };
  for (let round = 0; round < ROUNDS; round++) {
    runs.zcat.push(measured(zcat(trail), trail));
    runs.whittle.push(measured(whittleReview(trail), trail));
  }
  const base = middle(runs.zcat);
  const ours = middle(runs.whittle);
  console.log(
    `  ${"".padEnd(16)}${["wall s", "CPU s", "peak MB", "wall/zcat", "CPU/zcat", "wall/whittle"].map((head) => head.padStart(13)).join("")}`,
  );
  row("zcat | cat", base, base, ours);
  row("whittle review", ours, base, ours);
  const times = Object.fromEntries(Object.entries(others).map(([name, tool]) => [name, compared(tool, trail, base, ours)]));
  const json = (runs.whittle[0]?.output.indexOf("\n") ?? 0) / 1000;
  verdict("KB of --format json a role", json, "at most", MOST_JSON_KB);
  const limits = limitsOf(size);
  if (!limits) return console.log("  Not judged: the limits of wall and CPU hold from 230 MB");
  verdict("wall over zcat", ours.wall / base.wall, "at most", limits.wallOverZcat);
  if (MEASURES_PROCESSES) verdict("CPU over zcat", ours.cpu / base.cpu, "at most", limits.cpuOverZcat);
  if (MEASURES_PROCESSES) verdict("peak memory in MB", ours.peak, "at most", limits.peak);
  if (times.jq) verdict("times quicker than jq", times.jq / ours.wall, "at least", limits.quickerThanJq);
  if (times.duckdb) verdict("times quicker than DuckDB", times.duckdb / ours.wall, "at least", limits.quickerThanDuckdb);
}

/** Prints a rival's row. Returns its wall time, or undefined where it is not here. */
function compared(tool: Tool, trail: Trail, base: Run, ours: Run): number | undefined {
  if (tool.missing) {
    console.log(`  ${tool.name.padEnd(16)}Skipped: ${tool.missing}`);
    return undefined;
  }
  const theirs = measured(tool, trail);
  row(tool.name, theirs, base, ours);
  return theirs.wall;
}

/** One small file: what a start costs. */
async function benchOneFile(): Promise<void> {
  const trail = await trailData({ form: "delivered", files: 1, fileMegabytes: 0.1, roles: ["Busy"] });
  const runs = Array.from({ length: ROUNDS + 1 }, () => measured(whittleReview(trail), trail)).slice(1);
  console.log(`\nOne file of ${trail.records} records; median of ${ROUNDS}: ${middle(runs).cpu.toFixed(2)} s CPU`);
  verdict("seconds, wall", middle(runs).wall, "at most", 0.25);
}

/** Memory where there is much of something: small files, and one that no memory would hold. */
async function benchExtremes(): Promise<void> {
  const plans = [
    { files: 20_000, fileMegabytes: 0.004 },
    { files: 1, fileMegabytes: 2000 },
  ];
  for (const plan of plans) {
    const trail = await trailData({ form: "re-serialised", roles: ["Busy"], ...plan });
    const { wall, peak } = measured(whittleReview(trail), trail);
    console.log(`\n${plan.files} file(s) of ${plan.fileMegabytes} MB, ${trail.records} records: ${wall.toFixed(2)} s`);
    if (MEASURES_PROCESSES) verdict("peak memory in MB", peak, "at most", MOST_PEAK_MB);
  }
}

/** Throws where a tool did not read every record: it would not be a measure of the same work. */
function measured(tool: Tool, trail: Trail): Run {
  const result = run(tool.command);
  const read = tool.read?.(result.output);
  if (read !== undefined && read !== trail.records)
    throw new Error(`${tool.name} read ${read} of ${trail.records} records in ${trail.folder}.`);
  return result;
}

function middle(runs: readonly Run[]): Run {
  const by = (what: "wall" | "cpu" | "peak") => median(runs.map((run) => run[what]));
  return { wall: by("wall"), cpu: by("cpu"), peak: Math.max(...runs.map(({ peak }) => peak)), output: "" };
}

function row(name: string, { wall, cpu, peak }: Run, base: Run, ours: Run): void {
  const figures = [wall, cpu, peak, wall / base.wall, cpu / base.cpu, wall / ours.wall];
  console.log(`  ${name.padEnd(16)}${figures.map((figure) => (Number.isNaN(figure) ? "-" : figure.toFixed(2)).padStart(13)).join("")}`);
}
