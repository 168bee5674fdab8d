import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { ACCOUNT, readTemplate, render } from "./aws-limits/render.ts";

const TRAIL = {
  TrailArn: `arn:aws:cloudtrail:eu-central-1:${ACCOUNT}:trail/main`,
  AccessRoleArn: `arn:aws:iam::${ACCOUNT}:role/service-role/AccessAnalyzerMonitorServiceRole`,
};
const BUCKET = { TrailBucket: "trail-bucket" };
const template = readTemplate("template.yaml");
const Statement = v.object({ Effect: v.string(), Action: v.union([v.string(), v.array(v.string())]), Resource: v.unknown() });
const Document = v.object({ Statement: v.array(Statement) });
const Beside = v.object({ Roles: v.array(v.unknown()), PolicyDocument: v.union([v.pipe(v.string(), v.parseJson(), Document), Document]) });
const Role = v.object({
  Policies: v.array(v.object({ PolicyDocument: v.union([v.pipe(v.string(), v.parseJson(), Document), Document]) })),
});

function rolesWith(parameters: Readonly<Record<string, string>>) {
  const resources = render(template, { partition: "aws", region: "eu-central-1", stackName: "whittle", parameters });
  const beside = resources.filter(({ type }) => type === "AWS::IAM::Policy").map(({ properties }) => v.parse(Beside, properties));
  return new Map(
    resources
      .filter(({ type }) => type === "AWS::IAM::Role")
      .map(({ name, properties }) => {
        const { Policies } = v.parse(Role, properties);
        return [name, { Policies: [...Policies, ...beside.filter(({ Roles }) => JSON.stringify(Roles).includes(name))] }];
      }),
  );
}

/** What the engines need, of all that a role is allowed. */
function engineRights(role: v.InferOutput<typeof Role> | undefined): string[] {
  const statements = (role?.Policies ?? []).flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
  return statements
    .flatMap(({ Action }) => Action)
    .filter((action) => /^access-analyzer:|^iam:PassRole$|LastAccessedDetails$|^states:|^s3:/.test(action))
    .sort();
}

describe("a function has the rights of the engine of its stack alone", () => {
  const start = ["access-analyzer:StartPolicyGeneration", "iam:PassRole"];
  const check = ["access-analyzer:CancelPolicyGeneration", "access-analyzer:GetGeneratedPolicy"];
  const ask = "iam:GenerateServiceLastAccessedDetails";
  const read = "iam:GetServiceLastAccessedDetails";
  const list = "access-analyzer:ListPolicyGenerations";
  const run = "states:StartExecution";
  const look = "states:DescribeExecution";
  const fetch = "s3:GetObject";

  test.each([
    { engine: "by default", parameters: TRAIL, rights: [[list], start, check] },
    { engine: "last-accessed", parameters: { Evidence: "last-accessed" }, rights: [[], [ask], [read]] },
    { engine: "last-accessed with a trail", parameters: { Evidence: "last-accessed", ...TRAIL }, rights: [[], [ask], [read]] },
    { engine: "auto without a trail", parameters: { Evidence: "auto" }, rights: [[], [ask], [read]] },
    { engine: "cloudtrail", parameters: { Evidence: "cloudtrail", ...BUCKET }, rights: [[], [run], [fetch, look]] },
    { engine: "cloudtrail with a trail", parameters: { Evidence: "cloudtrail", ...TRAIL, ...BUCKET }, rights: [[], [run], [fetch, look]] },
    { engine: "auto with the trail's bucket", parameters: { Evidence: "auto", ...TRAIL, ...BUCKET }, rights: [[], [run], [fetch, look]] },
    { engine: "last-accessed with the trail's bucket", parameters: { Evidence: "last-accessed", ...BUCKET }, rights: [[], [ask], [read]] },
    { engine: "auto", parameters: { Evidence: "auto", ...TRAIL }, rights: [[], [list, ...start, ask].sort(), [...check, read].sort()] },
  ])("$engine", ({ parameters, rights }) => {
    const roles = rolesWith(parameters);
    const found = ["DiscoverRolesRole", "StartGenerationRole", "CheckGenerationRole"].map((name) => engineRights(roles.get(name)));
    expect(found).toEqual(rights);
  });

  test.each([{}, TRAIL, { Evidence: "auto" }, { Evidence: "last-accessed", ...BUCKET }, BUCKET])(
    "%j reads no trail's bucket",
    (parameters) => {
      expect([...rolesWith(parameters).keys()].filter((name) => /Trail|ReadPart/.test(name))).toEqual([]);
    },
  );

  test("with cloudtrail, one function lists the trail's bucket, another reads this account's logs in it, and only that one decrypts", () => {
    const key = "arn:aws:kms:eu-central-1:111122223333:key/a1b2";
    const roles = rolesWith({ Evidence: "cloudtrail", ...BUCKET, TrailPrefix: "logs", TrailKeyArn: key });
    const rightsOn = (part: string) =>
      [...roles].flatMap(([name, { Policies }]) =>
        Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
          .filter(({ Resource }) => JSON.stringify(Resource).includes(part))
          .map(({ Action }) => `${name} ${Action}`),
      );
    expect(rightsOn("trail-bucket")).toEqual(["ListTrailRole s3:ListBucket", "ReadPartRole s3:GetObject"]);
    expect(rightsOn(key)).toEqual(["ReadPartRole kms:Decrypt"]);
    expect(rightsOn(`trail-bucket/logs/AWSLogs/${ACCOUNT}/*`)).toHaveLength(1);
  });

  test("no role of a stack without a trail names an empty resource", () => {
    const resources = [...rolesWith({ Evidence: "last-accessed" }).values()].flatMap(({ Policies }) =>
      Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement.flatMap(({ Resource }) => [Resource].flat())),
    );
    expect(resources.length).toBeGreaterThan(20);
    expect(resources.filter((resource) => resource === "" || resource === undefined)).toEqual([]);
  });
});
