import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { GeneratedPolicyError } from "#core/usage/errors.ts";
import { activityFromDocuments } from "#core/usage/generated.ts";
import { fillPlaceholders } from "#core/usage/placeholders.ts";

const catalogue = loadCatalogue();
const place = { partition: "aws", region: "eu-west-1", account: "111122223333" };
const role = { roleArn: "arn:aws:iam::111122223333:role/patch", window: { from: "2026-01-01T00:00:00Z", to: "2026-01-31T00:00:00Z" } };

function read(documents: readonly unknown[], isComplete = true) {
  const texts = documents.map((document) => (typeof document === "string" ? document : JSON.stringify(document)));
  return activityFromDocuments({ ...role, ...place, documents: texts, isComplete, catalogue });
}

function policy(...statements: readonly Readonly<Record<string, unknown>>[]) {
  return { Version: "2012-10-17", Statement: statements.map((statement) => ({ Effect: "Allow", Resource: "*", ...statement })) };
}

describe("placeholders", () => {
  test.each([
    ["arn:aws:logs:${Region}:${Account}:log-group:${LogGroupName}", "arn:aws:logs:eu-west-1:111122223333:log-group:*"],
    ["arn:${Partition}:s3:::${BucketName}/${ObjectPath}", "arn:aws:s3:::*/*"],
    ["arn:aws:ssm:${AWS::Region}:${AWS::AccountId}:parameter/app/${Name}", "arn:aws:ssm:eu-west-1:111122223333:parameter/app/*"],
    [
      "arn:aws:dynamodb:${Region}:${Account}:table/${TableName}/index/${IndexName}",
      "arn:aws:dynamodb:eu-west-1:111122223333:table/*/index/*",
    ],
    ["arn:aws:s3:::my-bucket", "arn:aws:s3:::my-bucket"],
    ["*", "*"],
  ])("%s becomes %s", (arn, filled) => {
    expect(fillPlaceholders(arn, place)).toBe(filled);
  });

  test("a region that is not known stays open", () => {
    expect(fillPlaceholders("arn:aws:logs:${Region}:${Account}:log-group:a", { ...place, region: "" })).toBe(
      "arn:aws:logs:*:111122223333:log-group:a",
    );
  });
});

describe("a generated policy becomes activity", () => {
  test("an action that no catalogue knows is counted as often as it stands there", () => {
    const { unresolved, entries } = read([policy({ Action: ["s3:Sparkle", "s3:GetBucketAcl"] }), policy({ Action: "s3:Sparkle" })]);
    expect(unresolved).toEqual([{ source: "s3", name: "Sparkle", count: 2 }]);
    expect(entries.map(({ action }) => action)).toEqual(["s3:GetBucketAcl"]);
  });

  test("several documents are merged, each action once", () => {
    const { entries } = read([
      policy({ Action: ["s3:GetBucketAcl"], Resource: "arn:aws:s3:::a" }),
      policy({ Action: "s3:GetBucketAcl", Resource: ["arn:aws:s3:::b"] }),
    ]);
    expect(entries.map((entry) => [entry.action, entry.resources.map((resource) => resource.arn)])).toEqual([
      ["s3:GetBucketAcl", ["arn:aws:s3:::a", "arn:aws:s3:::b"]],
    ]);
  });

  test("each action of a statement keeps the resources of its own types", () => {
    const Resource = [
      "arn:aws:logs:${Region}:${Account}:log-group:${LogGroupName}",
      "arn:aws:logs:${Region}:${Account}:log-group:${LogGroupName}:log-stream:${LogStreamName}",
    ];
    const { entries } = read([policy({ Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogGroups"], Resource })]);
    expect(entries.map((entry) => [entry.action, ...entry.resources.map((resource) => resource.arn)])).toEqual([
      ["logs:CreateLogGroup", "arn:aws:logs:eu-west-1:111122223333:log-group:*"],
      ["logs:CreateLogStream", "arn:aws:logs:eu-west-1:111122223333:log-group:*:log-stream:*"],
      ["logs:DescribeLogGroups"],
    ]);
  });

  test.each([
    ["with the place that the generator was asked about", place, ["eu-west-1"], ["111122223333"]],
    ["without one where it was asked about none", { ...place, region: "", account: "" }, [], []],
  ])("%s: each action once, without a resource where none is named", (_, asked, regions, accounts) => {
    const documents = [
      JSON.stringify(policy({ Action: "s3:GetBucketAcl", Resource: "arn:aws:s3:::a" }, { Action: "s3:ListAllMyBuckets" })),
    ];
    const { entries } = activityFromDocuments({ ...role, ...asked, documents, isComplete: true, catalogue });
    const seen = { regions, accounts, via: [] };
    expect(entries).toEqual([
      { action: "s3:GetBucketAcl", resources: [{ arn: "arn:aws:s3:::a", count: 1 }], withoutResource: 0, ...seen },
      { action: "s3:ListAllMyBuckets", resources: [], withoutResource: 1, ...seen },
    ]);
  });

  test("another letter case is the same action", () => {
    expect(read([policy({ Action: ["S3:getbucketACL"] })]).entries.map((entry) => entry.action)).toEqual(["s3:GetBucketAcl"]);
  });

  test.each(["ssmmessages:*", "ssmmessages:ACTION", "ssmmessages:ActionName", "ssmmessages:${Action}"])(
    "%s tells the service alone",
    (Action) => {
      const { entries, servicesOnly } = read([policy({ Action })]);
      expect([entries.length, servicesOnly]).toEqual([0, ["ssmmessages"]]);
    },
  );

  test("a service that no catalogue knows is told, with all of its actions, and nothing is kept of it", () => {
    const { unresolved, servicesOnly, gaps } = read([policy({ Action: "sparkle:*" })]);
    expect([unresolved, servicesOnly]).toEqual([[{ source: "sparkle", name: "*", count: 1 }], []]);
    expect(gaps).toMatchObject([{ kind: "empty-generation" }, { kind: "unresolved-events", effect: "warn", firstEvents: ["sparkle:*"] }]);
  });

  test("a service of one action is as much a service as any", () => {
    const [small = ""] = catalogue.services().filter((service) => catalogue.actionsOf(service).length === 1);
    expect(read([policy({ Action: `${small}:*` })]).servicesOnly).toEqual([small]);
  });

  test("an action that nobody knows is told, and what its service grants is kept", () => {
    const { unresolved, gaps } = read([policy({ Action: ["s3:GetSparkle", "s3:GetBucketAcl"] })]);
    expect(unresolved).toEqual([{ source: "s3", name: "GetSparkle", count: 1 }]);
    expect(gaps).toMatchObject([{ kind: "unresolved-events", effect: "keep", keeps: ["s3:*"] }]);
  });

  test("of several that nobody knows, what is told and what is kept is in order, whatever the order of the documents", () => {
    const [sns, s3] = [policy({ Action: ["sns:Shine", "sns:Glow"] }), policy({ Action: "s3:Shine" })];
    for (const documents of [
      [sns, s3],
      [s3, sns],
    ]) {
      const { unresolved, gaps } = read(documents);
      expect(unresolved.map(({ source, name }) => `${source}:${name}`)).toEqual(["s3:Shine", "sns:Glow", "sns:Shine"]);
      expect(gaps).toMatchObject([
        { kind: "empty-generation" },
        { kind: "unresolved-events", of: "generated-policy", firstEvents: ["s3:Shine", "sns:Glow", "sns:Shine"], keeps: ["s3:*", "sns:*"] },
      ]);
    }
  });

  test("of more than eight that nobody knows, the first eight are named and all are counted", () => {
    const names = Array.from({ length: 9 }, (_, index) => `s3:Shine${index}`);
    expect(read([policy({ Action: names })]).gaps[1]).toMatchObject({ events: 9, firstEvents: names.slice(0, 8) });
  });

  test("nothing is kept of a service of which the whole is kept already, or whose actions are not in question", () => {
    const { gaps, servicesOnly } = read([policy({ Action: ["s3:*", "s3:Shine", "sparkle:*"] })]);
    expect(servicesOnly).toEqual(["s3"]);
    expect(gaps).toMatchObject([{ kind: "unresolved-events", effect: "warn", firstEvents: ["s3:Shine", "sparkle:*"] }]);
    expect(Object.keys(gaps[0] ?? {})).not.toContain("keeps");
  });

  test("services are told in order, each once", () => {
    const [one, other] = [policy({ Action: ["ssmmessages:*", "ec2messages:*"] }), policy({ Action: "ssmmessages:*" })];
    expect(read([one, other]).servicesOnly).toEqual(["ec2messages", "ssmmessages"]);
  });

  test("it tells no counts of calls, no refusals and nothing suspicious: no record was read", () => {
    expect(read([policy({ Action: "s3:GetBucketAcl" })])).toMatchObject({
      ...role,
      source: "generated",
      records: { read: 0, ofRole: 0, denied: 0, unreadable: 0 },
      denied: [],
      suspicious: [],
      gaps: [],
    });
  });

  test("a generation that is not complete is told", () => {
    expect(read([policy({ Action: "s3:GetBucketAcl" })], false).gaps).toMatchObject([{ kind: "incomplete-generation", effect: "warn" }]);
  });

  test.each([
    ["no document", []],
    ["a document without statements", ['{"Version":"2012-10-17","Statement":[]}']],
  ])("%s means wait, not unused", (_, documents) => {
    expect(read(documents).gaps).toMatchObject([{ kind: "empty-generation", effect: "wait" }]);
  });

  test.each([
    ["that is cut off", '{"Version":"2012-10-17","Stat'],
    ["that is no policy", "[]"],
    ["that denies", policy({ Effect: "Deny", Action: "s3:*" })],
    ["that names a principal", policy({ Action: "s3:*", Principal: "*" })],
    ["that says NotAction", { Version: "2012-10-17", Statement: [{ Effect: "Allow", NotAction: "s3:*", Resource: "*" }] }],
    ["that says NotResource", { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:*", NotResource: "*" }] }],
  ])("a document %s is refused with its number", (_, document) => {
    expect(() => read([policy({ Action: "s3:GetBucketAcl" }), document])).toThrow(GeneratedPolicyError);
    expect(() => read([policy({ Action: "s3:GetBucketAcl" }), document])).toThrow("Generated policy 2");
  });

  test("whatever the text, it is read or refused, never anything else", () => {
    const word = fc.oneof(fc.string(), fc.constantFrom("*", "s3:*", "s3:GetObject", "s3", ":", "${", "arn:aws:s3:::${BucketName}"));
    const statement = fc.record(
      {
        Effect: fc.constantFrom("Allow", "Deny", "Maybe"),
        Action: fc.oneof(word, fc.array(word)),
        Resource: fc.oneof(word, fc.array(word)),
      },
      { requiredKeys: [] },
    );
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.record({ Version: fc.constant("2012-10-17"), Statement: fc.array(statement) }).map((document) => JSON.stringify(document)),
    );
    const ends = { read: 0, refused: 0 };
    fc.assert(
      fc.property(text, (document) => {
        try {
          expect(read([document]).source).toBe("generated");
          ends.read += 1;
        } catch (error) {
          expect(error).toBeInstanceOf(GeneratedPolicyError);
          ends.refused += 1;
        }
      }),
      { numRuns: 1_000 },
    );
    expect(Math.min(ends.read, ends.refused), JSON.stringify(ends)).toBeGreaterThan(0);
  });
});
