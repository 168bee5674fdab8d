import { describe, expect, test } from "vitest";
import { candidatesOf } from "#core/evidence/candidates.ts";
import { purposeOf } from "#core/evidence/purpose.ts";
import type { Candidate } from "#core/evidence/question.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { activityIn } from "../review/propose/asking.ts";
import cases from "./candidates.cases.json" with { type: "json" };

const ROLE = "arn:aws:iam::111122223333:role/TestRole";

interface Known {
  readonly service: string;
  readonly calls: Parameters<typeof activityIn>[0];
  readonly trust?: string;
  /** `SERVICE DAY`; absent where IAM was not asked. */
  readonly lastAccessed?: readonly string[];
  readonly implied?: readonly string[];
}

/** What may be asked about one service, as one that the role may use. */
function candidates({ service, calls, trust = "ec2", lastAccessed, implied = [] }: Known): readonly Candidate[] {
  const statement = { Effect: "Allow", Principal: { Service: `${trust}.amazonaws.com` }, Action: "sts:AssumeRole" };
  const found = candidatesOf({
    activity: activityIn(calls, ROLE),
    implied: new Set(implied),
    purpose: purposeOf(JSON.stringify({ Statement: statement })),
    lastAccessed: lastAccessed?.map((text) => {
      const [name = "", day] = text.split(" ");
      return { service: name, at: `${day}T00:00:00Z` };
    }),
    facts: { partition: "aws", accounts: ["111122223333"], regions: ["eu-west-1"] },
    mayUse: (name) => name === service,
    catalogue,
  });
  return found.filter((each) => each.service === service);
}

function shown({ default: verdict, weight, resources, speaksFor }: Candidate): string {
  const signs = speaksFor.map((sign) => {
    const said = "at" in sign ? [sign.at.slice(0, 10)] : "actions" in sign ? sign.actions : sign.services;
    return `${sign.id} ${said.join(" ")}`;
  });
  return `${verdict} ${weight} ${resources.join(" ")}${signs.length === 0 ? "" : `: ${signs.join(", ")}`}`;
}

describe("of what no log could have shown,", () => {
  test.each(cases)("$name", ({ expect: expected, ...known }) => {
    expect(candidates(known).map(shown)).toEqual(expected);
  });

  const queues = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      event: "sqs:GetQueueUrl",
      request: { queueName: `q${String(index).padStart(2, "0")}` },
    }));
  const grantedOn = (known: Known) => new Set(candidates(known)[0]?.grants.map(({ resources }) => resources.join(" ")));

  test("ten queues are asked about one by one, and eleven as all queues of the account", () => {
    const ten = queues(10).map(({ request: { queueName } }) => `arn:aws:sqs:eu-west-1:111122223333:${queueName}`);
    expect(grantedOn({ service: "sqs", calls: queues(10) })).toEqual(new Set([ten.join(" ")]));
    expect(grantedOn({ service: "sqs", calls: queues(11) })).toEqual(new Set(["arn:aws:sqs:eu-west-1:111122223333:*"]));
  });

  test("a bucket whose reading the log shows is asked about for writing alone", () => {
    const calls = [
      { event: "s3:GetObject", request: { bucketName: "photos", key: "a" } },
      { event: "s3:GetBucketLocation", request: { bucketName: "reports" } },
    ];
    const [onBuckets] = candidates({ service: "s3", calls });
    const bucketsOf = (action: string) =>
      onBuckets?.grants.find((grant) => grant.action === action)?.resources.filter((arn) => /^arn:aws:s3:::\w+\/\*$/.test(arn));
    expect(bucketsOf("s3:GetObject")).toEqual(["arn:aws:s3:::reports/*"]);
    expect(bucketsOf("s3:PutObject")).toEqual(["arn:aws:s3:::photos/*", "arn:aws:s3:::reports/*"]);
  });

  test("what is implied anyway explains a use that IAM reports", () => {
    const known = { service: "sqs", calls: [], lastAccessed: ["sqs 2026-03-20"] };
    const verdicts = (implied: readonly string[]) => candidates({ ...known, implied }).map((each) => each.default);
    expect([verdicts([]), verdicts(["sqs:DeleteMessage"]), verdicts(["sns:Publish"])]).toEqual([["keep"], ["remove"], ["keep"]]);
  });

  test("what few roles use is asked about, and goes unless somebody says otherwise", () => {
    const asked = candidates({ service: "s3", calls: [], lastAccessed: ["s3 2026-03-20"] });
    const verdictOn = (action: string) => asked.filter(({ grants }) => grants.some((grant) => grant.action === action));
    expect(verdictOn("s3:GetObject").map((each) => each.default)).toEqual(["keep"]);
    expect(verdictOn("s3:BypassGovernanceRetention").map((each) => [each.default, each.weight])).toEqual([["remove", 5]]);
  });

  test("each says why no log could have told, with AWS's document", () => {
    const [candidate] = candidates({ service: "sqs", calls: [] });
    expect(candidate?.because.id).toBe("data-event");
    expect(candidate?.because.source).toMatch(/CloudTrail|SQS/);
    expect(candidate?.grants.map(({ action }) => action)).toContain("sqs:SendMessage");
  });

  test("nobody is asked about what the role may not use today", () => {
    expect(candidates({ service: "none", calls: queues(1) })).toEqual([]);
  });
});
