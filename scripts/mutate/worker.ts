import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import { createVitest, type TestModule } from "vitest/node";
import { type Mutation, mutated } from "./mutations.ts";

/** A mutation with the tests that are to notice it. */
export interface Job {
  readonly file: string;
  readonly mutation: Mutation;
  readonly tests: readonly string[];
}

export type Verdict = "killed" | "survived" | "untested";

const root = resolve(import.meta.dirname, "../..");
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
    testTimeout: 120_000,
    isolate: false,
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
if (first) await expectSound(first);
for (const job of jobs) say(await verdictOn(job));
await vitest.close();

/** Without a fault the tests pass, or their failing would tell nothing. */
async function expectSound({ file, tests }: Job): Promise<void> {
  if (!(await passes(tests))) throw new Error(`The tests of ${file} fail without a fault.`);
}

async function verdictOn(job: Job): Promise<Verdict> {
  if (job.tests.length === 0) return "untested";
  current = job;
  vitest.invalidateFile(resolve(root, job.file));
  return (await passes(job.tests)) ? "survived" : "killed";
}

async function passes(tests: readonly string[]): Promise<boolean> {
  const specifications = await vitest.globTestSpecifications([...tests]);
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specifications);
  const failed = testModules.filter((module) => !module.ok());
  if (current === undefined) for (const fault of [...unhandledErrors, ...failed.flatMap(reasons)]) console.error(fault);
  return unhandledErrors.length === 0 && failed.length === 0;
}

function say(verdict: Verdict): void {
  process.stdout.write(`verdict ${verdict}\n`);
}

function reasons(module: TestModule): readonly string[] {
  const tests = [...module.children.allTests()].filter((test) => test.result().state === "failed");
  return tests.map((test) => `${module.moduleId}, ${test.fullName}: ${test.result().errors?.[0]?.message}`);
}
