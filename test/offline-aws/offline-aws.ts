import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, openSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import * as v from "valibot";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const TOOL = process.env.WHITTLE_OFFLINE_AWS ?? join(ROOT, "..", "shared", "tools", "motoaws");

/** Refuses at the start what AWS would refuse, and knows which condition keys and resources an action takes. */
const AS_AWS = ["--strict", "--iam-data", join(ROOT, "node_modules", "@cloud-copilot", "iam-data", "data")];

/** What the offline AWS itself has to say; git leaves it out. */
const LOG = join(ROOT, "test", "offline-aws", "offline-aws.log");

export const ACCOUNT = "123456789012";
export const REGION = "us-east-1";

const Ready = v.object({
  endpoint: v.string(),
  outputs: v.record(v.string(), v.string()),
  skipped: v.array(v.string()),
  warnings: v.array(v.string()),
});

export interface OfflineAws extends v.InferOutput<typeof Ready> {
  /** A control call: what the tool's README lists under `/_motoaws/`. */
  control(path: string, body?: unknown): Promise<unknown>;
  stop(): Promise<void>;
}

/** Why the offline AWS cannot run here; undefined where it can. */
export function offlineAwsMissing(): string | undefined {
  if (!existsSync(join(TOOL, "motoaws.py"))) return `there is no offline AWS at ${TOOL} (set WHITTLE_OFFLINE_AWS)`;
  const python = spawnSync("python3", ["-c", "import moto, boto3, flask, samtranslator"]);
  return python.status === 0 ? undefined : "python3 with moto, boto3, flask and aws-sam-translator is not here";
}

/** Client settings for the SDK, as an operator with all rights. */
export function operator(endpoint: string) {
  return { endpoint, region: REGION, credentials: { accessKeyId: "operator", secretAccessKey: "operator" } };
}

/** Deploys template.yaml, or another, to an offline AWS of its own, which lives until `stop`. */
export async function startOfflineAws(
  parameters: Readonly<Record<string, string>>,
  flags: readonly string[] = [],
  template = join(ROOT, "template.yaml"),
): Promise<OfflineAws> {
  const given = Object.entries(parameters).flatMap(([name, value]) => ["--param", `${name}=${value}`]);
  const launcher = join(ROOT, "test", "offline-aws", "launch.py");
  const child = spawn("python3", [launcher, template, ...given, ...AS_AWS, ...flags], {
    // Handlers run on the Node that runs this test.
    env: { ...process.env, WHITTLE_OFFLINE_AWS: TOOL, PATH: [dirname(process.execPath), process.env.PATH].join(delimiter) },
    stdio: ["pipe", "pipe", openSync(LOG, "a")],
  });
  const { endpoint, outputs, skipped, warnings } = v.parse(v.pipe(v.string(), v.parseJson(), Ready), await firstLine(child));
  return {
    endpoint,
    outputs,
    skipped,
    warnings,
    async control(path, body = {}) {
      const response = await fetch(`${endpoint}/_motoaws/${path}`, { method: "POST", body: JSON.stringify(body) });
      const text = await response.text();
      if (!response.ok) throw new Error(`${path}: ${text}`);
      return JSON.parse(text);
    },
    async stop() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.stdin?.end();
      await ended;
    },
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error("The offline AWS has no output.");
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error(`The offline AWS ended before it was ready; see ${LOG}.`);
}
