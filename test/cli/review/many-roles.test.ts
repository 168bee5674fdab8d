import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { whittle } from "../in-process.ts";
import { temporaryFolder } from "../whittle.ts";

const ACCOUNT = "111122223333";
const ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess";
const EVENTS = [
  ["sqs.amazonaws.com", "ListQueues"],
  ["ec2.amazonaws.com", "DescribeInstances"],
  ["s3.amazonaws.com", "ListBuckets"],
  ["lambda.amazonaws.com", "ListFunctions20150331"],
] as const;
const folder = temporaryFolder();

/** Sixty roles, so that a thread proposes; one of them was made today, and one was never used. */
const NAMES = Array.from({ length: 60 }, (_, at) => `Role${String(at).padStart(2, "0")}`);

function write(name: string, value: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(value));
  return file;
}

const account = write("account.json", {
  RoleDetailList: NAMES.map((name, at) => ({
    Arn: `arn:aws:iam::${ACCOUNT}:role/${name}`,
    RoleName: name,
    CreateDate: at === 7 ? "2026-11-28T00:00:00Z" : "2015-01-01T00:00:00Z",
    AttachedManagedPolicies: [{ PolicyName: "AdministratorAccess", PolicyArn: ADMIN }],
  })),
  Policies: [
    {
      Arn: ADMIN,
      PolicyName: "AdministratorAccess",
      PolicyVersionList: [
        {
          VersionId: "v1",
          IsDefaultVersion: true,
          Document: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] },
        },
      ],
    },
  ],
});

function record(at: number) {
  const name = NAMES[at % 59];
  const [eventSource, eventName] = EVENTS[at % EVENTS.length] ?? EVENTS[0];
  const arn = `arn:aws:iam::${ACCOUNT}:role/${name}`;
  return {
    eventVersion: "1.09",
    userIdentity: {
      type: "AssumedRole",
      arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/s`,
      accountId: ACCOUNT,
      sessionContext: { sessionIssuer: { type: "Role", arn, accountId: ACCOUNT, userName: name } },
    },
    eventTime: `2026-11-${String(1 + (at % 28)).padStart(2, "0")}T10:00:00Z`,
    eventSource,
    eventName,
    awsRegion: "us-east-1",
    requestParameters: null,
    responseElements: null,
    eventID: `e${at}`,
    eventType: "AwsApiCall",
    recipientAccountId: ACCOUNT,
  };
}

const trail = write("trail.json", { Records: Array.from({ length: 700 }, (_, at) => record(at)) });

async function reviewed(...more: readonly string[]) {
  const threads: Worker[] = [];
  const note = (thread: Worker) => threads.push(thread);
  process.on("worker", note);
  const ended = await whittle("review", "--account", account, "--trail", trail, "--decide", "none", ...more);
  process.off("worker", note);
  return { ...ended, threads: threads.length };
}

test("many roles get the same answers with a thread as few get without", async () => {
  const all = await reviewed("--format", "json");
  const tens = ["Role0*", "Role1*", "Role2*", "Role3*", "Role4*", "Role5*"].map((pattern) => ["--role", pattern]);
  const halves = [
    await reviewed("--format", "json", ...tens.slice(0, 3).flat()),
    await reviewed("--format", "json", ...tens.slice(3).flat()),
  ];
  expect([all, ...halves].map(({ threads }) => threads)).toEqual([1, 0, 0]);
  expect(all.err).toBe("");
  expect(all.out).toBe(halves.map(({ out }) => out).join(""));
});

test("many plans are printed one after the other, in the order of the roles", async () => {
  const { out } = await reviewed("--verbose");
  const named = out.split("\n").flatMap((line) => /^(Role\d\d)$/.exec(line)?.[1] ?? []);
  expect(named).toEqual([...named].sort());
  expect(named.length).toBeGreaterThan(50);
});
