import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import * as v from "valibot";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
export const TEMPLATE = join(ROOT, "template.yaml");

/** Environment variables by which `fork-server.ts` tells the test files where it listens, or why it cannot. */
export const SOCKET = "WHITTLE_OFFLINE_AWS_SOCKET";
export const MISSING = "WHITTLE_OFFLINE_AWS_MISSING";

/** Refuses at the start what AWS would refuse, and knows which condition keys and resources an action takes. */
const AS_AWS = ["--strict", "--iam-data", join(ROOT, "node_modules", "@cloud-copilot", "iam-data", "data")];

/** What the offline AWS itself has to say; git leaves it out. */
export const LOG = join(ROOT, "test", "offline-aws", "offline-aws.log");

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
  return process.env[MISSING];
}

/** Client settings for the SDK, as an operator with all rights. */
export function operator(endpoint: string) {
  return { endpoint, region: REGION, credentials: { accessKeyId: "operator", secretAccessKey: "operator" } };
}

/** Deploys template.yaml, or another, to an offline AWS of its own, which lives until `stop`. */
export async function startOfflineAws(
  parameters: Readonly<Record<string, string>>,
  flags: readonly string[] = [],
  template = TEMPLATE,
): Promise<OfflineAws> {
  // Our own side ends with `stop`, and the other once the stack has ended.
  const connection = connect({ path: process.env[SOCKET] ?? "", allowHalfOpen: true });
  connection.write(`${JSON.stringify([...argumentsOf(template, parameters), ...flags])}\n`);
  const { endpoint, outputs, skipped, warnings } = v.parse(v.pipe(v.string(), v.parseJson(), Ready), await firstLine(connection));
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
      connection.end();
      await finished(connection.resume());
    },
  };
}

/** What the offline AWS is told at its start. */
export function argumentsOf(template: string, parameters: Readonly<Record<string, string>>): string[] {
  return [template, ...Object.entries(parameters).flatMap(([name, value]) => ["--param", `${name}=${value}`]), ...AS_AWS];
}

async function firstLine(connection: Socket): Promise<string> {
  let text = "";
  for await (const chunk of connection.iterator({ destroyOnReturn: false })) {
    text += String(chunk);
    if (text.includes("\n")) return text;
  }
  throw new Error(`The offline AWS ended before it was ready; see ${LOG}.`);
}
