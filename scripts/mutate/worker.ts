import { readFileSync } from "node:fs";
import { matchesGlob, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { createVitest, type TestModule } from "vitest/node";
import { whole } from "../../vitest.config.ts";
import { type Mutation, mutated } from "./mutations.ts";

/** A mutation with the tests that are to notice it. */
export interface Job {
  readonly file: string;
  readonly mutation: Mutation;
  readonly tests: readonly string[];
}

export type Verdict = "killed" | "survived" | "untested";

const root = resolve(import.meta.dirname, "../..");
/** Most faults are noticed by the nearest test files: the others run only where these notice nothing. */
const NEAREST = 2;
/** Of one file: Vitest may keep a file as it was loaded last, its fault among it, once the tests of another one run. */
const jobs: readonly Job[] = JSON.parse(await text(process.stdin));
let current: Job | undefined;

/** The source on disk stays as it is: the mutation is put in when the file is loaded. */
const mutator = {
  name: "mutator",
  enforce: "pre" as const,
  load(id: string) {
    const [path = ""] = id.split("?");
    if (!current || path !== resolve(root, current.file)) return null;
    return mutated(readFileSync(path, "utf8"), current.mutation);
  },
};

const vitest = await createVitest(
  {
    config: false,
    root,
    watch: false,
    include: ["test/**/*.test.ts"],
    globalSetup: "test/temporary-folder.ts",
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // As in vitest.config.ts: modules that one such file stands in for would stay so for the next.
    isolate: jobs.some(({ tests }) => tests.some((test) => whole.some((pattern) => matchesGlob(test, pattern)))),
    fileParallelism: false,
    bail: 1,
    reporters: [{}],
    // Nothing of a faulty module may outlive this process.
    fsModuleCache: false,
  },
  { plugins: [mutator] },
);
await vitest.standalone();
const [first] = jobs;
const sound = first ? await soundTests(first.file, first.tests) : [];
for (const job of jobs) say(await verdictOn(job));
await vitest.close();

/** Tests that fail without a fault tell nothing by their failing: they are named and left out. Throws where none is left. */
async function soundTests(file: string, tests: readonly string[]): Promise<readonly string[]> {
  const { failed, faults } = await run(tests);
  for (const fault of faults) console.error(`left out: ${fault}`);
  const left = tests.filter((test) => !failed.has(resolve(root, test)));
  if (left.length > 0 && left.length < tests.length) return soundTests(file, left);
  if (faults.length > 0) throw new Error(`The tests of ${file} fail without a fault.`);
  return left;
}

async function verdictOn(job: Job): Promise<Verdict> {
  if (sound.length === 0) return "untested";
  current = job;
  for (const tests of [sound.slice(0, NEAREST), sound.slice(NEAREST)]) {
    vitest.invalidateFile(resolve(root, job.file));
    if (tests.length > 0 && (await run(tests)).faults.length > 0) return "killed";
  }
  return "survived";
}

interface Ran {
  /** Test files, by path. */
  readonly failed: ReadonlySet<string>;
  /** Why, and what failed outside of any test. */
  readonly faults: readonly string[];
}

async function run(tests: readonly string[]): Promise<Ran> {
  const specifications = await vitest.globTestSpecifications([...tests]);
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specifications);
  const asked = new Set(tests.map((test) => resolve(root, test)));
  // Vitest tells of files of earlier runs too.
  const failed = testModules.filter((module) => asked.has(module.moduleId) && !module.ok());
  return {
    failed: new Set(failed.map(({ moduleId }) => moduleId)),
    faults: [...unhandledErrors.map(String), ...failed.flatMap(reasons)],
  };
}

function say(verdict: Verdict): void {
  process.stdout.write(`verdict ${verdict}\n`);
}

function reasons(module: TestModule): readonly string[] {
  const tests = [...module.children.allTests()].filter((test) => test.result().state === "failed");
  // A hook that fails is told by its suite alone.
  const suites = [...module.children.allSuites()].filter((suite) => suite.errors().length > 0);
  const told = [
    ...tests.map((test) => `${module.moduleId}, ${test.fullName}: ${test.result().errors?.[0]?.message}`),
    ...suites.map((suite) => `${module.moduleId}, ${suite.fullName}: ${suite.errors()[0]?.message}`),
  ];
  return told.length > 0 ? told : [`${module.moduleId}: ${module.errors()[0]?.message}`];
}
