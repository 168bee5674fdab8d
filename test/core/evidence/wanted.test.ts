import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { activityOf } from "#core/evidence/from-tally.ts";
import type { LastAccessed } from "#core/evidence/last-accessed.ts";
import { wantedActions } from "#core/evidence/wanted.ts";
import type { Activity } from "#core/usage/activity.ts";
import { activityFromDocuments } from "#core/usage/generated.ts";
import { createTally } from "#core/usage/tally.ts";
import { asAction } from "#test/names.ts";
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

/** An action that was used, of which nothing more is known. */
function bare(action: string) {
  return { action: asAction(action), resources: [], withoutResource: 1, regions: [], accounts: [], via: [] };
}

test("of a service of which only the use is known, everything stays as it is granted, and nothing of it is proven", () => {
  const activity: Activity = { ...seen(["logs:CreateLogGroup", { logGroupName: "/app" }]), servicesOnly: ["ssmmessages"] };
  const { wanted } = wantedActions(activity, ofInstance, catalogue);
  const kept = wanted.filter(({ action }) => action.startsWith("ssmmessages:"));
  expect(kept.map(({ action }) => action)).toEqual(
    catalogue
      .actionsOf("ssmmessages")
      .map(({ action }) => action)
      .toSorted(),
  );
  for (const { resources, evidence } of kept)
    expect([resources, evidence.kind, evidence.proven, evidence.because]).toEqual([
      ["*"],
      "last-accessed",
      false,
      { id: "service-used", service: "ssmmessages" },
    ]);
});

test("of a call on a thing that it names, the evidence is the call, and nothing of it is wider", () => {
  const { wanted } = wantedActions(seen(["sqs:GetQueueUrl", { queueName: "jobs" }]), { trust: "{}", tags: {} }, catalogue);
  const kept = wanted.find(({ action }) => action === "sqs:GetQueueUrl");
  expect(kept?.resources).toEqual(["arn:aws:sqs:eu-west-1:111122223333:jobs"]);
  expect(Object.keys(kept?.evidence ?? {}).toSorted()).toEqual(["because", "kind", "proven"]);
});

test("of what IAM reports, the evidence is the day, and it is kept wherever it is granted: a report names no resource", () => {
  const reported: Activity = {
    ...seen(),
    source: "last-accessed",
    entries: [{ ...bare("sqs:ListQueues"), lastSeen: "2026-03-20T23:59:00Z" }],
  };
  const { wanted } = wantedActions(reported, { trust: "{}", tags: {} }, catalogue);
  expect(wanted).toEqual([
    {
      action: "sqs:ListQueues",
      resources: ["*"],
      evidence: { kind: "last-accessed", because: { id: "reported", on: "2026-03-20" }, proven: true },
    },
  ]);
});

test("of what was called, the evidence says how often and on which days; a generated policy tells neither", () => {
  const entry = { ...bare("sqs:ListQueues"), firstSeen: "2026-03-02T10:00:00Z", lastSeen: "2026-03-20T23:59:00Z" };
  const reason = (count?: number) => {
    const entries = [count === undefined ? entry : { ...entry, count }];
    return wantedActions({ ...seen(), entries }, { trust: "{}", tags: {} }, catalogue).wanted[0]?.evidence.because;
  };
  expect(reason(3)).toEqual({ id: "called", calls: 3, first: "2026-03-02", last: "2026-03-20", via: [] });
  expect(reason()).toEqual({ id: "generated" });
});

test("what is implied is in each region in which the role works, in order, but for one that stands for many", () => {
  const entries = [
    { ...bare("ec2:DescribeInstances"), regions: ["us-east-1", "*"] },
    { ...bare("sqs:ListQueues"), regions: ["eu-west-1", "us-east-1"] },
  ];
  expect(lines({ ...seen(), entries }, { trust: trustOf("lambda"), tags: {} }, "logs:CreateLogGroup")).toEqual([
    [
      "implied logs:CreateLogGroup",
      ...["eu-west-1", "us-east-1"].map((region) => `arn:aws:logs:${region}:111122223333:log-group:/aws/lambda/*`),
    ].join(" "),
  ]);
});

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
    expect(wanted.find((want) => want.action === "logs:PutLogEvents")?.evidence.because).toMatchObject({
      id: "implied",
      by: expect.arrayContaining(["logs:CreateLogStream"]),
    });
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
  test("makes log streams only in the log group where the records show it", () => {
    const logGroupName = "/aws/lambda/orders";
    const activity = seen([
      "logs:CreateLogStream",
      { logGroupName, logStreamName: "2026/03/01/[$LATEST]0123456789abcdef0123456789abcdef" },
    ]);
    expect(lines(activity, { trust: trustOf("lambda"), tags: {} }, "logs:CreateLogStream")).toEqual([
      "seen logs:CreateLogStream arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/orders:log-stream:*",
    ]);
  });

  test("may write to the function's own log groups, though it did not in the window", () => {
    const activity = seen(["s3:ListBuckets"]);
    expect(lines(activity, { trust: trustOf("lambda"), tags: {} }, "logs:")).toEqual([
      "implied logs:CreateLogGroup arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/*",
      "implied logs:CreateLogStream arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/*",
      "implied logs:PutLogEvents arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/*",
    ]);
  });

  test.each<[string, Readonly<Record<string, unknown>>]>([
    ["makes log streams in another log group", { logGroupName: "/billing/audit", logStreamName: "one" }],
    ["made one log stream in a log group that no record names", {}],
  ])("may write to the function's own log groups where it %s", (_, request) => {
    const own = { logGroupName: "/aws/lambda/orders", logStreamName: "one" };
    const activity = seen(["logs:CreateLogStream", request], ...(request.logGroupName ? [] : [["logs:CreateLogStream", own] as const]));
    expect(lines(activity, { trust: trustOf("lambda"), tags: {} }, "logs:CreateLogStream")).toContain(
      "implied logs:CreateLogStream arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/*",
    );
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

describe("what no log can tell", () => {
  const activity = seen(["sqs:GetQueueUrl", { queueName: "jobs" }]);
  const candidates = (from: Activity, lastAccessed?: readonly LastAccessed[], trust = "{}") =>
    wantedActions(from, { trust, tags: {}, ...(lastAccessed ? { lastAccessed } : {}) }, catalogue).candidates;
  const about = (service: string, found: ReturnType<typeof candidates>) =>
    found.filter((each) => each.service === service).map((each) => `${each.default} ${each.resources.join(" ")}`);

  test("stays on the queue that was seen where IAM reports a later use than any call", () => {
    const found = candidates(activity, [{ service: "sqs", at: "2026-03-20T00:00:00Z" }]);
    expect(about("sqs", found)).toEqual(["keep arn:aws:sqs:eu-west-1:111122223333:jobs", "remove *"]);
  });

  test.each([
    ["a seen call of that day may be it", "2026-03-02T23:00:00Z", {}],
    ["the log ends before it", "2026-04-02T00:00:00Z", {}],
    ["a refused call may be it", "2026-03-20T00:00:00Z", { errorCode: "AccessDenied" }],
  ])("goes unless the approver says otherwise where IAM reports a use, and %s", (_, at, differing) => {
    const found = candidates(seen(["s3:ListBuckets"], ["sqs:GetQueueUrl", { queueName: "jobs" }, differing]), [{ service: "sqs", at }]);
    expect(about("sqs", found).every((line) => line.startsWith("remove "))).toBe(true);
    expect(about("sqs", found)).toContain("remove *");
  });

  test("goes unless the approver says otherwise where an implied action may be the use that IAM reports", () => {
    const from = seen(["logs:CreateLogStream", { logGroupName: "/app", logStreamName: "a" }]);
    expect(about("logs", candidates(from, [{ service: "logs", at: "2026-03-30T00:00:00Z" }]))).toEqual([
      "remove arn:aws:logs:eu-west-1:111122223333:log-group:/app",
      "remove *",
    ]);
  });

  test("is asked about where calls were seen that IAM does not report yet", () => {
    expect(about("sqs", candidates(activity, []))).toEqual(["remove arn:aws:sqs:eu-west-1:111122223333:jobs", "remove *"]);
  });

  test("goes without a question where IAM reports no use in the window", () => {
    const found = candidates(activity, [{ service: "s3", at: "2025-12-31T00:00:00Z" }], trustOf("ec2"));
    expect([...new Set(found.map(({ service }) => service))]).toEqual(["sqs"]);
  });

  test("is likelier where roles of that kind usually use it, and IAM was not asked", () => {
    const found = candidates(activity, undefined, trustOf("ec2"));
    const weightOf = (service: string) => found.find((each) => each.service === service)?.weight ?? 0;
    expect(weightOf("s3")).toBeGreaterThan(weightOf("kinesisvideo"));
    expect(found.find(({ service }) => service === "s3")?.speaksFor).toEqual([{ id: "purpose", services: ["ec2"] }]);
  });

  test("is no question of a service with which the role may do nothing today", () => {
    const input = { trust: trustOf("ec2"), tags: {}, mayUse: (service: string) => service === "sqs" };
    const { candidates: found } = wantedActions(activity, input, catalogue);
    expect([...new Set(found.map(({ service }) => service))]).toEqual(["sqs"]);
    expect(found).toEqual(candidates(activity, undefined, trustOf("ec2")).filter(({ service }) => service === "sqs"));
  });

  test("stays where a generated policy, which tells no times, names nothing of the service and IAM reports a use", () => {
    const generated: Activity = { ...activity, source: "generated", denied: [] };
    expect(about("s3", candidates(generated, [{ service: "s3", at: "2026-03-20T00:00:00Z" }]))).toEqual(["keep *", "remove *", "remove *"]);
  });

  test("is asked about where a seen call works on the service with the role's own rights", () => {
    const queried = seen(["athena:StartQueryExecution", { workGroup: "primary" }]);
    expect(candidates(queried).find(({ service }) => service === "s3")?.speaksFor).toEqual([
      { id: "reached-by", actions: ["athena:StartQueryExecution"] },
    ]);
  });

  const queue = { queueUrl: "https://sqs.eu-west-1.amazonaws.com/111122223333/jobs" };
  test.each([
    ["nothing where the log shows data events that read and that write", ["sqs:SendMessage", "sqs:ReceiveMessage"], []],
    ["reading where the log shows data events that write", ["sqs:SendMessage"], ["GetQueueAttributes", "GetQueueUrl", "ReceiveMessage"]],
    [
      "writing where the log shows data events that read",
      ["sqs:ReceiveMessage"],
      ["ChangeMessageVisibility", "DeleteMessage", "SendMessage"],
    ],
  ])("is, of a queue itself, %s", (_, calls, asked) => {
    const found = candidates(seen(...calls.map((call) => [call, queue] as const)));
    const ofQueue = found.filter(({ service, resources }) => service === "sqs" && resources[0] !== "*");
    expect(ofQueue.flatMap(({ grants }) => grants.map(({ action }) => action)).sort()).toEqual(asked.map((name) => `sqs:${name}`));
  });
});

describe("a service of which IAM alone knows, and that has no hidden actions", () => {
  const at = "2026-03-20T00:00:00Z";
  const judged = (service: string, activity = seen(["s3:ListBuckets"])) =>
    wantedActions(activity, { trust: "{}", tags: {}, lastAccessed: [{ service, at }] }, catalogue)
      .candidates.filter((each) => each.service === service)
      .map((each) => `${each.default} ${each.because.id}`);

  test("keeps reading, and asks about writing", () => {
    expect(judged("athena")).toEqual(["keep outside-the-log", "remove outside-the-log"]);
    expect(judged("iam")).toEqual(["keep outside-the-log", "remove outside-the-log"]);
  });

  test("is a question where a call of it was refused", () => {
    const refused = seen(["s3:ListBuckets"], ["athena:ListWorkGroups", {}, { errorCode: "AccessDenied" }]);
    expect(judged("athena", refused)).toEqual(["remove refused", "remove refused"]);
  });

  test("is sts for nobody: asking who one is needs no permission, and what else sts does is recorded", () => {
    expect(judged("sts")).toEqual([]);
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

  test("is kept in every region, not only in those of which there are calls", () => {
    const activity = seen(["sqs:ReceiveMessage", { queueUrl: "https://sqs.eu-west-1.amazonaws.com/111122223333/jobs" }]);
    expect(lines(activity, { trust: "{}", tags: { "whittle:keep": "sqs:SendMessage" } })).toContain(
      "asked sqs:SendMessage arn:aws:sqs:*:111122223333:*",
    );
  });

  test("words that mean nothing are told", () => {
    expect(asked({ "whittle:keep": "sqs:SendMesage nothing", "whittle:scope": "tight" }).misunderstood).toMatchObject([
      { tag: "whittle:keep", word: "sqs:SendMesage", because: "no-such-action" },
      { tag: "whittle:keep", word: "nothing", because: "no-such-action" },
      { tag: "whittle:scope", word: "tight", because: "no-such-scope" },
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
      because: { id: "gap", gap: "unresolved-events" },
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
      evidence: { kind: "seen", proven: false, because: { id: "called", doubt: 0 } },
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

describe("what a role does with one of several things alike", () => {
  const stack = (name: string) => `arn:aws:cloudformation:eu-west-1:111122223333:stack/${name}/*`;
  const change = { changeSetName: "release" };
  const input = { trust: trustOf("codebuild"), tags: {} };

  test("is kept on the others whose change sets it makes", () => {
    const activity = seen(
      ["cloudformation:CreateChangeSet", { stackName: "orders", ...change }],
      ["cloudformation:ExecuteChangeSet", { stackName: "orders", ...change }],
      ["cloudformation:CreateChangeSet", { stackName: "billing", ...change }],
      ["cloudformation:DeleteStack", { stackName: "trial" }],
    );
    expect(lines(activity, input, "cloudformation:ExecuteChangeSet")).toEqual([
      `implied cloudformation:ExecuteChangeSet ${stack("billing")} ${stack("orders")}`,
      `seen cloudformation:ExecuteChangeSet ${stack("orders")}`,
    ]);
    expect(lines(activity, input, "cloudformation:DeleteStack")).toEqual([`seen cloudformation:DeleteStack ${stack("trial")}`]);
  });

  test("is kept on the instances that it stops, of which it rebooted one", () => {
    const items = (...ids: readonly string[]) => ({ instancesSet: { items: ids.map((instanceId) => ({ instanceId })) } });
    const [first = "", ...others] = ["i-04be6c3afe592dbb2", "i-03134c56b22cd6426", "i-0e42d377d94450589"];
    const activity = seen(["ec2:StopInstances", items(first, ...others)], ["ec2:RebootInstances", items(first)]);
    expect(lines(activity, input, "ec2:RebootInstances")).toEqual([
      "implied ec2:RebootInstances arn:aws:ec2:eu-west-1:111122223333:instance/*",
      `seen ec2:RebootInstances arn:aws:ec2:eu-west-1:111122223333:instance/${first}`,
    ]);
  });

  test("is not kept where the role never does it", () => {
    const activity = seen(["cloudformation:CreateChangeSet", { stackName: "orders", ...change }]);
    expect(lines(activity, input, "cloudformation:ExecuteChangeSet")).toEqual([]);
  });
});

test("what calls show to be used without saying on what may be on anything, but for keys: these are among those that others show", () => {
  const traced = (action: string, arns: readonly string[]) => ({
    action: asAction(action),
    resources: arns.map((arn) => ({ arn, count: 1 })),
    withoutResource: arns.length === 0 ? 1 : 0,
    regions: ["eu-west-1"],
    accounts: [],
    via: [],
    impliedBy: ["s3:CopyObject"],
  });
  const [key, object] = ["arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab", "arn:aws:s3:::data/a"];
  const used = [
    traced("kms:Decrypt", []),
    traced("kms:GenerateDataKey", [key]),
    traced("s3:GetObjectTagging", []),
    traced("s3:PutObjectTagging", [object]),
  ];
  const activity = { ...seen(), traces: { used, touched: [], named: [] } };
  expect(lines(activity, ofInstance)).toEqual([
    `implied kms:Decrypt ${key}`,
    `implied kms:GenerateDataKey ${key}`,
    "implied s3:GetObjectTagging *",
    `implied s3:PutObjectTagging ${object}`,
  ]);
});
