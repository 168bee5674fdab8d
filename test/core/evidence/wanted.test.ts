import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadCatalogue } from "#adapters/catalogue.ts";
import type { LastAccessed } from "#core/evidence/dark-use.ts";
import { activityOf } from "#core/evidence/from-tally.ts";
import { wantedActions } from "#core/evidence/wanted.ts";
import type { Activity } from "#core/usage/activity.ts";
import { activityFromDocuments } from "#core/usage/generated.ts";
import { createTally } from "#core/usage/tally.ts";
import { rawRecord, sessionOf } from "../usage/records.ts";

const catalogue = loadCatalogue();
const roleArn = "arn:aws:iam::111122223333:role/PatchManagerInstanceRole";
const window = { from: "2026-03-01T00:00:00Z", to: "2026-03-31T00:00:00Z" };
const trustOf = (service: string) =>
  JSON.stringify({ Statement: { Effect: "Allow", Principal: { Service: `${service}.amazonaws.com` }, Action: "sts:AssumeRole" } });
const ofInstance = { trust: trustOf("ec2"), tags: {} };

function seen(...calls: readonly (readonly [string, Readonly<Record<string, unknown>>?, Readonly<Record<string, unknown>>?])[]): Activity {
  const tally = createTally([roleArn]);
  for (const [event, requestParameters = null, differing = {}] of calls) {
    const [prefix, eventName] = event.split(":");
    const userIdentity = sessionOf(roleArn);
    tally.add(rawRecord({ eventSource: `${prefix}.amazonaws.com`, eventName, requestParameters, userIdentity, ...differing }), catalogue);
  }
  return activityOf(tally.snapshot(), roleArn, { window }, catalogue);
}

function lines(activity: Activity, input: Parameters<typeof wantedActions>[1], prefix = ""): readonly string[] {
  const { wanted } = wantedActions(activity, input, catalogue);
  return wanted
    .filter((want) => want.action.startsWith(prefix))
    .map((want) => `${want.evidence.kind} ${want.action} ${want.resources.join(" ")}`);
}

describe("the founding scenario: an instance that Patch Manager patches and that writes its output to CloudWatch Logs", () => {
  const generated = activityFromDocuments({
    documents: [
      JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: ["logs:DescribeLogGroups", "ssm:UpdateInstanceInformation", "ssm:GetDeployablePatchSnapshotForInstance"],
            Resource: "*",
          },
          {
            Effect: "Allow",
            Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams"],
            Resource: [
              "arn:aws:logs:${Region}:${Account}:log-group:${LogGroupName}",
              "arn:aws:logs:${Region}:${Account}:log-group:${LogGroupName}:log-stream:${LogStreamName}",
            ],
          },
          { Effect: "Allow", Action: ["ssmmessages:*", "ec2messages:*"], Resource: "*" },
        ],
      }),
    ],
    isComplete: true,
    roleArn,
    window,
    partition: "aws",
    region: "eu-west-1",
    account: "111122223333",
    catalogue,
  });

  test("from a generated policy: the four logs actions, and the writing that nothing shows", () => {
    expect(lines(generated, ofInstance, "logs:")).toEqual([
      "seen logs:CreateLogGroup arn:aws:logs:eu-west-1:111122223333:log-group:*",
      "seen logs:CreateLogStream arn:aws:logs:eu-west-1:111122223333:log-group:*:log-stream:*",
      "seen logs:DescribeLogGroups *",
      "seen logs:DescribeLogStreams arn:aws:logs:eu-west-1:111122223333:log-group:*",
      "implied logs:PutLogEvents arn:aws:logs:eu-west-1:111122223333:log-group:*:log-stream:*",
    ]);
  });

  test("from a trail: the same five, on the log group that was written to", () => {
    const group = { logGroupName: "/aws/ssm/AWS-RunPatchBaseline" };
    const activity = seen(
      ["logs:CreateLogGroup", group],
      ["logs:CreateLogStream", { ...group, logStreamName: "0a1b2c3d/i-0123456789abcdef0/stdout" }],
      ["logs:DescribeLogGroups", { logGroupNamePrefix: "/aws/ssm" }],
      ["logs:DescribeLogStreams", group],
      ["ssm:UpdateInstanceInformation", { instanceId: "i-0123456789abcdef0" }],
    );
    const arn = "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/ssm/AWS-RunPatchBaseline";
    expect(lines(activity, ofInstance, "logs:")).toEqual([
      `seen logs:CreateLogGroup ${arn}:*`,
      `seen logs:CreateLogStream ${arn}:log-stream:*`,
      "seen logs:DescribeLogGroups *",
      `seen logs:DescribeLogStreams ${arn}:*`,
      `implied logs:PutLogEvents ${arn}:log-stream:*`,
    ]);
  });

  test("the agent's channels are implied by the agent's report", () => {
    const actions = wantedActions(generated, ofInstance, catalogue).wanted.map((want) => want.action);
    expect(actions).toEqual(expect.arrayContaining(["ssmmessages:OpenDataChannel", "ec2messages:GetMessages"]));
  });

  test("what is not proven is marked so", () => {
    const { wanted } = wantedActions(generated, ofInstance, catalogue);
    expect(wanted.filter((want) => want.evidence.kind !== "seen" && want.evidence.proven)).toEqual([]);
    expect(wanted.find((want) => want.action === "logs:PutLogEvents")?.evidence.because).toContain("implied by logs:CreateLogStream");
  });
});

describe("a role that is handed over", () => {
  test("implies iam:PassRole on that role alone", () => {
    const activity = seen(["lambda:CreateFunction20150331", { functionName: "f", role: "arn:aws:iam::111122223333:role/f" }]);
    expect(lines(activity, ofInstance, "iam:")).toEqual([
      "implied iam:PassRole arn:aws:iam::111122223333:role/*/f arn:aws:iam::111122223333:role/f",
    ]);
  });
});

describe("a thing that is tagged when it is made", () => {
  test("implies the tagging, on the thing by its name", () => {
    const activity = seen(["logs:CreateLogGroup", { logGroupName: "/app", tags: { team: "a" } }]);
    expect(lines(activity, ofInstance, "logs:")).toEqual([
      "seen logs:CreateLogGroup arn:aws:logs:eu-west-1:111122223333:log-group:/app:*",
      "implied logs:TagResource arn:aws:logs:eu-west-1:111122223333:log-group:/app",
    ]);
  });

  test("is seen where there was a call of its own too", () => {
    const activity = seen(
      ["logs:CreateLogGroup", { logGroupName: "/app", tags: { team: "a" } }],
      ["logs:TagResource", { resourceArn: "arn:aws:logs:eu-west-1:111122223333:log-group:/app" }],
    );
    expect(lines(activity, ofInstance, "logs:TagResource")).toEqual([
      "seen logs:TagResource arn:aws:logs:eu-west-1:111122223333:log-group:/app",
    ]);
  });
});

describe("a Lambda function's role", () => {
  test("may write to the function's own log groups, though it did not in the window", () => {
    const activity = seen(["s3:ListBuckets"]);
    expect(lines(activity, { trust: trustOf("lambda"), tags: {} }, "logs:")).toEqual([
      "implied logs:CreateLogGroup arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/*",
      "implied logs:CreateLogStream arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/*",
      "implied logs:PutLogEvents arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/*",
    ]);
  });

  test("reads the queue that it asked about", () => {
    const activity = seen(["sqs:GetQueueAttributes", { queueUrl: "https://sqs.eu-west-1.amazonaws.com/111122223333/jobs" }]);
    expect(lines(activity, { trust: trustOf("lambda"), tags: {} }, "sqs:")).toEqual([
      "implied sqs:DeleteMessage arn:aws:sqs:eu-west-1:111122223333:jobs",
      "seen sqs:GetQueueAttributes arn:aws:sqs:eu-west-1:111122223333:jobs",
      "implied sqs:ReceiveMessage arn:aws:sqs:eu-west-1:111122223333:jobs",
    ]);
  });
});

describe("services that are used in the dark", () => {
  const activity = seen(["sqs:GetQueueUrl", { queueName: "jobs" }]);

  test("are kept where IAM reports that they were used in the window", () => {
    const { wanted, questions } = wantedActions(
      activity,
      { ...ofInstance, lastAccessed: [{ service: "sqs", at: "2026-03-20T00:00:00Z" }] },
      catalogue,
    );
    expect(wanted.find((want) => want.action === "sqs:SendMessage")?.evidence).toMatchObject({ kind: "last-accessed", proven: false });
    expect(questions).toMatchObject([{ service: "sqs", decision: "keep" }]);
  });

  test("are kept whole where IAM reports a use of which the log shows nothing", () => {
    const { wanted } = wantedActions(
      activity,
      { ...ofInstance, lastAccessed: [{ service: "account", at: "2026-03-20T00:00:00Z" }] },
      catalogue,
    );
    const kept = wanted.filter((want) => want.evidence.kind === "last-accessed").map((want) => want.action);
    expect(kept).toEqual(catalogue.actionsOf("account").map((info) => info.action));
  });

  test.each([
    ["a seen call of that day may be it", "2026-03-02T23:00:00Z", {}],
    ["the log ends before it", "2026-04-02T00:00:00Z", {}],
    ["a refused call may be it", "2026-03-20T00:00:00Z", { errorCode: "AccessDenied" }],
  ])("are a question where IAM reports a use, and %s", (_, at, differing) => {
    const { wanted, questions } = wantedActions(
      seen(["s3:ListBuckets"], ["sqs:GetQueueUrl", { queueName: "jobs" }, differing]),
      { ...ofInstance, lastAccessed: [{ service: "sqs", at }] },
      catalogue,
    );
    expect(wanted.filter((want) => want.evidence.kind === "last-accessed")).toEqual([]);
    expect(questions.filter(({ service }) => service === "sqs")).toMatchObject([
      { decision: "ask", actions: expect.arrayContaining(["sqs:SendMessage"]) },
    ]);
  });

  test("are a question where an implied action, which stays, may be the use that IAM reports", () => {
    const { wanted, questions } = wantedActions(
      seen(["logs:CreateLogStream", { logGroupName: "/app", logStreamName: "a" }]),
      { trust: "{}", tags: {}, lastAccessed: [{ service: "logs", at: "2026-03-30T00:00:00Z" }] },
      catalogue,
    );
    expect(wanted.map(({ action, evidence }) => `${evidence.kind} ${action}`)).toEqual([
      "seen logs:CreateLogStream",
      "implied logs:PutLogEvents",
    ]);
    expect(questions).toMatchObject([{ service: "logs", decision: "ask" }]);
  });

  test("are a question where calls were seen that IAM does not report yet", () => {
    const { questions } = wantedActions(activity, { trust: "{}", tags: {}, lastAccessed: [] }, catalogue);
    expect(questions).toMatchObject([{ service: "sqs", decision: "ask" }]);
  });

  test("go without a question where nothing was seen and IAM reports no use in the window", () => {
    const asked = (lastAccessed?: readonly LastAccessed[]) =>
      wantedActions(activity, { ...ofInstance, ...(lastAccessed ? { lastAccessed } : {}) }, catalogue).questions.map(
        ({ service }) => service,
      );
    expect(asked()).toEqual(expect.arrayContaining(["s3", "cloudwatch"]));
    expect(asked([{ service: "s3", at: "2025-12-31T00:00:00Z" }])).toEqual(["sqs"]);
  });

  test("are kept where a generated policy, which tells no times, names nothing of the service and IAM reports a use", () => {
    const generated: Activity = { ...activity, source: "generated", denied: [] };
    const { wanted } = wantedActions(
      generated,
      { ...ofInstance, lastAccessed: [{ service: "s3", at: "2026-03-20T00:00:00Z" }] },
      catalogue,
    );
    expect(wanted.find(({ action }) => action === "s3:GetObject")?.evidence).toEqual({
      kind: "last-accessed",
      because: expect.stringContaining("IAM reports that s3 was used on 2026-03-20"),
      proven: false,
    });
  });

  test("are a question where a seen call works on them with the role's own rights", () => {
    const queried = seen(["athena:StartQueryExecution", { workGroup: "primary" }]);
    const { questions } = wantedActions(queried, ofInstance, catalogue);
    expect(questions.find(({ service }) => service === "s3")).toMatchObject({
      decision: "ask",
      actions: expect.arrayContaining(["s3:GetObject", "s3:PutObject"]),
      because: expect.stringContaining("athena:StartQueryExecution"),
    });
  });

  test("are a question where IAM was not asked and the service was seen otherwise", () => {
    const { wanted, questions } = wantedActions(activity, { trust: "{}", tags: {} }, catalogue);
    expect(wanted.map((want) => want.action)).toEqual(["sqs:GetQueueUrl"]);
    expect(questions).toMatchObject([{ service: "sqs", decision: "ask", actions: expect.arrayContaining(["sqs:SendMessage"]) }]);
  });

  const queue = { queueUrl: "https://sqs.eu-west-1.amazonaws.com/111122223333/jobs" };
  test.each([
    ["none where the log shows data events that read and that write", ["sqs:SendMessage", "sqs:ReceiveMessage"], []],
    ["one about reading where the log shows data events that write", ["sqs:SendMessage"], ["sqs:ReceiveMessage"]],
    [
      "one about writing where the log shows data events that read",
      ["sqs:ReceiveMessage"],
      ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:SendMessage"],
    ],
  ])("are %s", (_, calls, asked) => {
    const { questions } = wantedActions(seen(...calls.map((call) => [call, queue] as const)), { trust: "{}", tags: {} }, catalogue);
    expect(questions.flatMap(({ actions }) => actions).sort()).toEqual(asked);
  });

  test("are one about objects where a bucket was asked for, which a management event shows", () => {
    const { questions } = wantedActions(seen(["s3:HeadBucket", { bucketName: "b" }]), { trust: "{}", tags: {} }, catalogue);
    expect(questions).toMatchObject([{ service: "s3", actions: expect.arrayContaining(["s3:GetObject", "s3:PutObject"]) }]);
  });
});

describe("a service of which IAM alone knows, and that has no hidden actions", () => {
  const at = "2026-03-20T00:00:00Z";
  const judged = (service: string, activity = seen(["s3:ListBuckets"])) => {
    const { wanted, questions } = wantedActions(activity, { trust: "{}", tags: {}, lastAccessed: [{ service, at }] }, catalogue);
    return {
      kept: wanted.filter(({ evidence }) => evidence.kind === "last-accessed").length,
      asked: questions.map((each) => each.service),
    };
  };

  test("keeps all that it has, and so does iam, of which only passing roles is hidden", () => {
    expect(judged("athena").kept).toBe(catalogue.actionsOf("athena").length);
    expect(judged("iam").kept).toBe(catalogue.actionsOf("iam").length);
  });

  test("is a question where a call of it was refused", () => {
    const refused = seen(["s3:ListBuckets"], ["athena:ListWorkGroups", {}, { errorCode: "AccessDenied" }]);
    expect(judged("athena", refused)).toEqual({ kept: 0, asked: expect.arrayContaining(["athena"]) });
  });

  test("is sts for nobody: asking who one is needs no permission, and what else sts does is recorded", () => {
    expect(judged("sts")).toEqual({ kept: 0, asked: judged("none").asked });
  });
});

describe("what the role's tags ask for", () => {
  const asked = (tags: Readonly<Record<string, string>>) => wantedActions(seen(), { trust: "{}", tags }, catalogue);

  test.each([
    ["one action", "cloudwatch:PutMetricData", ["cloudwatch:PutMetricData"]],
    ["several, in any letter case", "SQS:sendmessage sqs:ReceiveMessage", ["sqs:ReceiveMessage", "sqs:SendMessage"]],
    ["all that begin alike", "ec2messages:Get-", ["ec2messages:GetEndpoint", "ec2messages:GetMessages"]],
    ["a whole service", "rds-db", ["rds-db:connect"]],
    ["a whole service, with its colon", "rds-db:", ["rds-db:connect"]],
  ])("%s: %s", (_, value, actions) => {
    const { wanted, misunderstood } = asked({ "whittle:keep": value });
    expect(wanted.map((want) => want.action)).toEqual(actions);
    expect(wanted.every((want) => want.evidence.kind === "asked" && !want.evidence.proven)).toBe(true);
    expect(misunderstood).toEqual([]);
  });

  test("more than one tag holds goes into numbered ones", () => {
    expect(asked({ "whittle:keep": "sqs:SendMessage", "whittle:keep-2": "sns:Publish" }).wanted.map((want) => want.action)).toEqual([
      "sns:Publish",
      "sqs:SendMessage",
    ]);
  });

  test("words that mean nothing are told", () => {
    expect(asked({ "whittle:keep": "sqs:SendMesage nothing", "whittle:scope": "tight" }).misunderstood).toMatchObject([
      { tag: "whittle:keep", word: "sqs:SendMesage" },
      { tag: "whittle:keep", word: "nothing" },
      { tag: "whittle:scope", word: "tight" },
    ]);
  });

  test("the scope comes from the tag before the setting", () => {
    const activity = seen(["logs:CreateLogGroup", { logGroupName: "/app" }]);
    expect(lines(activity, { trust: "{}", tags: { "whittle:scope": "account" }, scope: "names" })).toEqual([
      "seen logs:CreateLogGroup arn:aws:logs:eu-west-1:111122223333:log-group:*",
    ]);
  });
});

describe("what cannot be judged", () => {
  test("an event that no table knows keeps what its service grants", () => {
    const { wanted } = wantedActions(seen(["sqs:SendSparkle"]), { trust: "{}", tags: {} }, catalogue);
    expect(wanted.map((want) => want.action)).toEqual(catalogue.actionsOf("sqs").map((info) => info.action));
    expect(wanted[0]?.evidence).toMatchObject({
      kind: "last-accessed",
      proven: false,
      because: expect.stringContaining("sqs:SendSparkle"),
    });
  });

  test("use that looks stolen stays in, but unproven and with its evidence", () => {
    const { wanted } = wantedActions(
      seen(["s3:ListBuckets", {}, { userAgent: "stratus-red-team_c763d13b-d099-488a-bb3e-f57cb2fed240" }]),
      ofInstance,
      catalogue,
    );
    expect(wanted[0]).toMatchObject({
      action: "s3:ListAllMyBuckets",
      evidence: { kind: "seen", proven: false, because: expect.stringContaining("a tool made for attacks") },
    });
  });

  test("a trust policy that is none tells no purpose, and stops nothing", () => {
    expect(lines(seen(["s3:ListBuckets"]), { trust: "not json", tags: {} })).toEqual(["seen s3:ListAllMyBuckets *"]);
  });

  test("whatever the trust policy and the tags hold, the seen actions are wanted", () => {
    const activity = seen(["s3:ListBuckets"]);
    const word = fc.oneof(fc.string(), fc.constantFrom("s3", "s3:", "s3:Get-", "-", ":", "s3:-"));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), fc.array(word), fc.string(), (trust, words, scope) => {
        const { wanted } = wantedActions(activity, { trust, tags: { "whittle:keep": words.join(" "), "whittle:scope": scope } }, catalogue);
        expect(wanted.some((want) => want.action === "s3:ListAllMyBuckets" && want.evidence.kind === "seen")).toBe(true);
      }),
    );
  });
});
