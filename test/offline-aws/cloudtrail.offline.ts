import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { CreateRoleCommand } from "@aws-sdk/client-iam";
import { CreateBucketCommand, DeleteBucketPolicyCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rolesOfProfiles } from "#adapters/aws/iam/profiles.ts";
import { iamRoles } from "#adapters/aws/iam/roles.ts";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { logFiles } from "#adapters/local/trail/log-files.ts";
import { openLogs } from "#adapters/local/trail/open-logs.ts";
import { readTrail } from "#adapters/local/trail/read-trail.ts";
import { trailActivity } from "#core/review/trail-activity.ts";
import { attach, LOGS_FULL, roleArn } from "./account.ts";
import { ACCOUNT, offlineAwsMissing, operator } from "./offline-aws.ts";
import { type DeployedStack, deployStack } from "./stack.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const WORKLOADS = join(ROOT, "../shared/workloads/make_workloads.py");
const missing = offlineAwsMissing() ?? (existsSync(WORKLOADS) ? undefined : "the shared workloads are not beside the checkout");
const BUCKET = "trail-bucket";
const PREFIX = "org";
const DAY_MS = 86_400_000;
const ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";
/** Of the sample, of a workload, and one that comes later. */
const ROLES = { PatchManagerInstanceRole: LOGS_FULL, "nightly-etl": ADMINISTRATOR, LaterRole: ADMINISTRATOR };

const CycleOutput = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ reviews: v.array(v.object({ reviewId: v.string(), roleName: v.string() })) }),
);
const Calls = v.array(v.looseObject({ action: v.string(), denied: v.optional(v.boolean(), false), params: v.unknown() }));

interface Log {
  readonly key: string;
  readonly text: string;
}

/** Logs as of this account, so many days later, under the keys that their new days have. */
function logsOf(trail: string, days: number): Log[] {
  const later = (text: string, form: RegExp, write: (day: string) => string) =>
    text.replace(form, (_, year, month, day) =>
      write(new Date(Date.parse(`${year}-${month}-${day}`) + days * DAY_MS).toISOString().slice(0, 10)),
    );
  return readdirSync(trail, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".json.gz"))
    .sort()
    .map((file) => {
      const text = gunzipSync(readFileSync(join(trail, file))).toString("utf8");
      const key = later(file, /(\d{4})\/(\d{2})\/(\d{2})(?=\/)/g, (day) => day.replaceAll("-", "/"));
      return {
        key: later(key, /(\d{4})(\d{2})(\d{2})(?=T\d{4}Z)/g, (day) => day.replaceAll("-", "")).replaceAll("111122223333", ACCOUNT),
        text: later(text, /(?<="eventTime":\s*")(\d{4})-(\d{2})-(\d{2})/g, (day) => day).replaceAll("111122223333", ACCOUNT),
      };
    });
}

/** So many days later, the last log's day is two days ago: an hour before now may still be yesterday, and is a day of its own. */
function shifted(trail: string): Log[] {
  const last = logsOf(trail, 0).flatMap(({ key }) => /(\d{4})\/(\d{2})\/(\d{2})\//.exec(key)?.slice(1, 4).join("-") ?? []);
  const lastDay = Math.floor(Date.now() / DAY_MS) - 2;
  return logsOf(trail, lastDay - Date.parse(last.sort().at(-1) ?? "") / DAY_MS);
}

describe.skipIf(missing)(`a stack with Evidence = cloudtrail${missing ? ` (skipped: ${missing})` : ""}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "cloudtrail-"));
  const copy = join(folder, "copy");
  let stack: DeployedStack;
  let s3: S3Client;

  beforeAll(async () => {
    const made = spawnSync("python3", ["-B", WORKLOADS, folder, "--only", "nightly-etl"], { encoding: "utf8" });
    expect(made.stderr).toBe("");
    const where = { TrailArn: "", AccessRoleArn: "", TrailBucket: BUCKET, TrailPrefix: PREFIX };
    stack = await deployStack({ Evidence: "cloudtrail", ...where, LookBackDays: "45" });
    s3 = new S3Client({ ...operator(stack.aws.endpoint), forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    // Moto refuses every call by a policy that denies some: it does not look at conditions.
    await s3.send(new DeleteBucketPolicyCommand({ Bucket: stack.output("SummaryBucketName") }));
    for (const { key, text } of [...shifted(join(ROOT, "sample/trail")), ...shifted(join(folder, "nightly-etl/trail"))])
      await put(key, text);
    for (const name of ["PatchManagerInstanceRole", "nightly-etl"] as const) await createRole(name);
  }, 300_000);
  afterAll(() => stack.aws.stop());

  async function put(key: string, text: string): Promise<void> {
    const bytes = gzipSync(text);
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: `${PREFIX}/${key}`, Body: bytes }));
    mkdirSync(dirname(join(copy, key)), { recursive: true });
    writeFileSync(join(copy, key), bytes);
  }

  async function createRole(name: keyof typeof ROLES): Promise<void> {
    const Tags = [{ Key: "whittle:review", Value: "on" }];
    await stack.iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: "{}", Tags }));
    await attach(stack.iam, name, ROLES[name]);
  }

  /** Runs a cycle, and gives the reviews that it opened by their roles' names. */
  async function cycle(): Promise<ReadonlyMap<string, string>> {
    const execution = await stack.ended(await stack.startCycle({}), 300);
    expect(execution.status, execution.cause).toBe("SUCCEEDED");
    return new Map(v.parse(CycleOutput, execution.output).reviews.map(({ roleName, reviewId }) => [roleName, reviewId]));
  }

  const callsMade = async () => v.parse(Calls, await stack.aws.control("calls"));

  /** Fetches of the trail's logs until now. */
  async function fetched(): Promise<number> {
    return (await callsMade()).filter(({ action, params }) => action === "GetObject" && JSON.stringify(params).includes("AWSLogs")).length;
  }

  /** What the review's evidence is, and what an embedded run makes of the same files. */
  async function compared(name: string, reviewId = "") {
    const { window } = await stack.store.get(reviewId);
    const catalogue = loadCatalogue();
    const reading = await readTrail({ logs: openLogs(logFiles(copy)), roleArns: [roleArn(name)], window, catalogue });
    const known = { role: await iamRoles(stack.iam).read(name), rolesOfProfiles: await rolesOfProfiles(stack.iam), graceDays: 14 };
    const logs = { tally: reading.tally, files: reading.files, unreadable: reading.problems };
    const activity = trailActivity({ logs, window, roleArn: roleArn(name), ...known }, catalogue);
    const evidence = await stack.store.document(reviewId, "evidence");
    return { evidence: JSON.stringify(evidence), embedded: JSON.stringify({ kind: "activity", activity }), activity };
  }

  test("finds the activity that an embedded run finds in the same files, byte for byte, though S3 throttles it", async () => {
    // The map's list first, then more of the parts than the SDK tries by itself.
    await stack.aws.control("inject", { service: "s3", action: "GetObject", code: "SlowDown", times: 2, status: 503 });
    await stack.aws.control("inject", { service: "s3", action: "HeadObject", code: "SlowDown", times: 40, status: 503 });
    const reviews = await cycle();
    expect([...reviews.keys()].sort()).toEqual(["PatchManagerInstanceRole", "nightly-etl"]);
    for (const [name, reviewId] of reviews) {
      const { evidence, embedded, activity } = await compared(name, reviewId);
      expect(activity.records.ofRole).toBeGreaterThan(100);
      expect(evidence).toBe(embedded);
    }
  }, 360_000);

  test("both roles of the cycle shared one run over the trail", async () => {
    expect(await stack.invocationsOf("ListTrailFunction")).toHaveLength(1);
  });

  test("a later cycle reads only the objects that are new, and finds what an embedded run finds", async () => {
    await createRole("LaterRole");
    const [first] = shifted(join(ROOT, "sample/trail"));
    const today = new Date(Date.now() - 3_600_000).toISOString();
    const text = (first?.text ?? "")
      .replaceAll("PatchManagerInstanceRole", "LaterRole")
      .replace(/(?<="eventTime":\s*")[^"]+/g, `${today.slice(0, 19)}Z`)
      .replace(/(?<="eventID":\s*")/g, "later-");
    const day = today.slice(0, 10).replaceAll("-", "/");
    await put(`AWSLogs/${ACCOUNT}/CloudTrail/us-east-1/${day}/${ACCOUNT}_CloudTrail_us-east-1_later.json.gz`, text);
    const before = await fetched();
    const reviews = await cycle();
    expect([...reviews.keys()]).toEqual(["LaterRole"]);
    expect((await fetched()) - before).toBe(1);
    const { evidence, embedded, activity } = await compared("LaterRole", reviews.get("LaterRole"));
    expect(activity.records.ofRole).toBeGreaterThan(0);
    expect(evidence).toBe(embedded);
  }, 360_000);

  test("no function was refused a call, and Access Analyzer was asked for no generation", async () => {
    const calls = await callsMade();
    expect(calls.filter(({ denied }) => denied)).toEqual([]);
    expect(calls.filter(({ action }) => /PolicyGeneration|GeneratedPolicy/.test(action))).toEqual([]);
  });
});
