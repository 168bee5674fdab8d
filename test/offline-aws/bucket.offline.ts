import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { AttachRolePolicyCommand, CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LOGS_FULL } from "./account.ts";
import { ACCOUNT, type OfflineAws, offlineAwsMissing, operator, REGION, startOfflineAws } from "./offline-aws.ts";

const missing = offlineAwsMissing();
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BUCKET = "trail-bucket";
const Calls = v.array(v.looseObject({ service: v.string(), action: v.string() }));

const Log = v.object({ Records: v.array(v.looseObject({})) });
const logs = sampleLogs();

describe.skipIf(missing)(`a trail in S3${missing ? ` (skipped: ${missing})` : ""}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "bucket-"));
  const copy = join(folder, "trail");
  let aws: OfflineAws;
  let s3: S3Client;

  beforeAll(async () => {
    const stack = { TrailArn: `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/main`, TrailBucket: BUCKET };
    aws = await startOfflineAws(stack, [], join(ROOT, "infra/access-role.yaml"));
    s3 = new S3Client(operator(aws.endpoint));
    const iam = new IAMClient(operator(aws.endpoint));
    await iam.send(new CreateRoleCommand({ RoleName: "PatchManagerInstanceRole", AssumeRolePolicyDocument: "{}" }));
    await iam.send(new AttachRolePolicyCommand({ RoleName: "PatchManagerInstanceRole", PolicyArn: LOGS_FULL }));
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    mkdirSync(copy);
    for (const [index, { path, log }] of logs.entries()) {
      await put(`org/${path}`, gzipSync(JSON.stringify(log)));
      writeFileSync(join(copy, `${index}.json`), JSON.stringify(log));
    }
    await put(`org/AWSLogs/${ACCOUNT}/CloudTrail-Digest/${REGION}/2026/11/01/digest.json.gz`, gzipSync("{}"));
    await put("org/AWSLogs/readme.md", Buffer.from("# Trail"));
  });
  afterAll(() => aws.stop());

  const put = (Key: string, Body: Buffer) => s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));

  /** Runs the command as an operator would, and tells which objects it fetched. */
  async function whittle(...args: readonly string[]) {
    const before = v.parse(Calls, await aws.control("calls")).length;
    const ended = await new Promise<{ code: number; out: string; err: string }>((resolve) => {
      const env = {
        PATH: process.env.PATH,
        AWS_ENDPOINT_URL: aws.endpoint,
        AWS_ACCESS_KEY_ID: "operator",
        AWS_SECRET_ACCESS_KEY: "operator",
        XDG_CACHE_HOME: join(folder, "cache"),
      };
      const command = ["cli/whittle.js", "review", "--decide", "none", "--format", "json", ...args];
      execFile(process.execPath, command, { cwd: ROOT, env, maxBuffer: 1 << 28 }, (error, out, err) =>
        resolve({ code: error === null ? 0 : Number(error.code), out, err }),
      );
    });
    const calls = v.parse(Calls, await aws.control("calls")).slice(before);
    const asked = (action: string) => calls.filter((call) => call.action === action).length;
    return { ...ended, fetched: asked("GetObject"), listed: asked("ListObjectsV2"), calls };
  }

  const account = ["--account", "aws", "--region", REGION, "--role", "PatchManagerInstanceRole"];
  const bucket = [...account, "--trail", `s3://${BUCKET}/org/`];

  test("gives the answer that a copy of it gives, and passes over what is no log", async () => {
    const local = await whittle(...account, "--trail", copy);
    const remote = await whittle(...bucket);
    expect(remote).toMatchObject({ code: 0, out: local.out });
    expect(JSON.parse(remote.out)).toMatchObject({ role: { name: "PatchManagerInstanceRole" }, outcome: "proposed" });
    expect(remote.err).toMatch(/2 files .*digest/);
  });

  test("lists and reads the days of the window, and the day after it", async () => {
    const window = ["--from", "2026-11-03", "--to", "2026-11-04"];
    const local = await whittle(...account, "--trail", copy, ...window);
    const all = await whittle(...bucket);
    const some = await whittle(...bucket, ...window);
    expect(some.listed).toBeLessThan(all.listed - 20);
    expect(activityIn(some.out)).toEqual(activityIn(local.out));
  });

  test("reads what is new alone the second time", async () => {
    const first = await whittle(...bucket);
    expect(first.fetched).toBe(0);
    await put("org/another/log.json", Buffer.from(JSON.stringify(logs[0]?.log)));
    await put(`org/${logs[0]?.path}`, gzipSync(JSON.stringify({ Records: [] })));
    expect((await whittle(...bucket)).fetched).toBe(2);
  });

  test("an object larger than what is held whole gives the same records", async () => {
    const Records = Array.from({ length: 20_000 }, (_, at) => ({ ...logs[1]?.log.Records[0], eventID: `large-${at}` }));
    const text = JSON.stringify({ Records });
    await put("large/log.json", Buffer.from(text));
    writeFileSync(join(folder, "large.json"), text);
    const local = await whittle(...account, "--trail", join(folder, "large.json"));
    expect(await whittle(...account, "--trail", `s3://${BUCKET}/large/log.json`)).toMatchObject({ code: 0, out: local.out });
  });

  test.each([
    ["a bucket that is not there", "s3://no-such-bucket/", /^whittle: s3:\/\/no-such-bucket\/: there is no such bucket\. [^\n]+\n$/],
    ["a prefix with no log", `s3://${BUCKET}/none/`, /^whittle: s3:\/\/trail-bucket\/none\/: no log was found there\. [^\n]+\n$/],
  ])("says in one line what is wrong: %s", async (_, trail, message) => {
    expect(await whittle(...account, "--trail", trail)).toMatchObject({ code: 2, out: "", err: expect.stringMatching(message) });
  });
});

interface SampleLog {
  readonly path: string;
  readonly log: v.InferOutput<typeof Log>;
}

/** The sample's logs, as of this account. */
function sampleLogs(): SampleLog[] {
  const trail = join(ROOT, "sample/trail");
  const mine = (text: string) => text.replaceAll("111122223333", ACCOUNT);
  const files = readdirSync(trail, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".json.gz"));
  return files.sort().map((file) => {
    const text = gunzipSync(readFileSync(join(trail, file))).toString("utf8");
    return { path: mine(file), log: v.parse(Log, JSON.parse(mine(text))) };
  });
}

function activityIn(line: string): unknown {
  return JSON.parse(line).activity;
}
