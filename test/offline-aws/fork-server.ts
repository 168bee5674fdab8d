import { spawn, spawnSync } from "node:child_process";
import { createWriteStream, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { argumentsOf, LOG, MISSING, SOCKET, TEMPLATE } from "./offline-aws.ts";
import { parameters } from "./parameters.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const TOOL = process.env.WHITTLE_OFFLINE_AWS ?? join(ROOT, "..", "shared", "tools", "motoaws");

/** Why the offline AWS cannot run here; undefined where it can. */
function offlineAwsMissing(): string | undefined {
  if (!existsSync(join(TOOL, "motoaws.py"))) return `there is no offline AWS at ${TOOL} (set WHITTLE_OFFLINE_AWS)`;
  const python = spawnSync("python3", ["-c", "import moto, boto3, flask, samtranslator"]);
  return python.status === 0 ? undefined : "python3 with moto, boto3, flask and aws-sam-translator is not here";
}

/** Runs before all test files: starts what gives each stack its copy of the offline AWS (fork_server.py). Vitest calls what it returns at the end. */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  const missing = offlineAwsMissing();
  if (missing) {
    console.log(`The tests on the offline AWS are skipped: ${missing}.`);
    process.env[MISSING] = missing;
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), "aws-"));
  const socket = join(folder, "socket");
  const child = spawn("python3", [join(ROOT, "test/offline-aws/fork_server.py"), socket, ...argumentsOf(TEMPLATE, parameters)], {
    // Handlers run on the Node that runs this test.
    env: { ...process.env, WHITTLE_OFFLINE_AWS: TOOL, PATH: [dirname(process.execPath), process.env.PATH].join(delimiter) },
  });
  child.stderr.pipe(createWriteStream(LOG, { flags: "a" }));
  const ended = new Promise((resolve) => child.once("exit", resolve));
  let ready = false;
  for await (const line of createInterface({ input: child.stdout })) {
    ready = line === "ready";
    if (ready) break;
  }
  if (!ready) throw new Error(`The offline AWS ended before it was ready; see ${LOG}.`);
  process.env[SOCKET] = socket;
  return async () => {
    child.stdin.end();
    await ended;
    rmSync(folder, { recursive: true });
  };
}
