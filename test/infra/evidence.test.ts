import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { ACCOUNT, readTemplate, render } from "./aws-limits/render.ts";

const TRAIL = {
  TrailArn: `arn:aws:cloudtrail:eu-central-1:${ACCOUNT}:trail/main`,
  AccessRoleArn: `arn:aws:iam::${ACCOUNT}:role/service-role/AccessAnalyzerMonitorServiceRole`,
};
const template = readTemplate("template.yaml");
const Statement = v.object({ Effect: v.string(), Action: v.union([v.string(), v.array(v.string())]), Resource: v.unknown() });
const Document = v.object({ Statement: v.array(Statement) });
const Role = v.object({
  Policies: v.array(v.object({ PolicyDocument: v.union([v.pipe(v.string(), v.parseJson(), Document), Document]) })),
});

function rolesWith(parameters: Readonly<Record<string, string>>) {
  const resources = render(template, { partition: "aws", region: "eu-central-1", stackName: "whittle", parameters });
  return new Map(
    resources.filter(({ type }) => type === "AWS::IAM::Role").map(({ name, properties }) => [name, v.parse(Role, properties)]),
  );
}

/** What the engines need, of all that a role is allowed. */
function engineRights(role: v.InferOutput<typeof Role> | undefined): string[] {
  const statements = (role?.Policies ?? []).flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
  return statements
    .flatMap(({ Action }) => Action)
    .filter((action) => /^access-analyzer:|^iam:PassRole$|LastAccessedDetails$/.test(action))
    .sort();
}

describe("a function has the rights of the engine of its stack alone", () => {
  const start = ["access-analyzer:StartPolicyGeneration", "iam:PassRole"];
  const check = ["access-analyzer:CancelPolicyGeneration", "access-analyzer:GetGeneratedPolicy"];
  const ask = "iam:GenerateServiceLastAccessedDetails";
  const read = "iam:GetServiceLastAccessedDetails";
  const list = "access-analyzer:ListPolicyGenerations";

  test.each([
    { engine: "by default", parameters: TRAIL, rights: [[list], start, check] },
    { engine: "last-accessed", parameters: { Evidence: "last-accessed" }, rights: [[], [ask], [read]] },
    { engine: "last-accessed with a trail", parameters: { Evidence: "last-accessed", ...TRAIL }, rights: [[], [ask], [read]] },
    { engine: "auto without a trail", parameters: { Evidence: "auto" }, rights: [[], [ask], [read]] },
    { engine: "auto", parameters: { Evidence: "auto", ...TRAIL }, rights: [[], [list, ...start, ask].sort(), [...check, read].sort()] },
  ])("$engine", ({ parameters, rights }) => {
    const roles = rolesWith(parameters);
    const found = ["DiscoverRolesRole", "StartGenerationRole", "CheckGenerationRole"].map((name) => engineRights(roles.get(name)));
    expect(found).toEqual(rights);
  });

  test("no role of a stack without a trail names an empty resource", () => {
    const resources = [...rolesWith({ Evidence: "last-accessed" }).values()].flatMap(({ Policies }) =>
      Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement.flatMap(({ Resource }) => [Resource].flat())),
    );
    expect(resources.filter((resource) => resource === "" || resource === undefined)).toEqual([]);
  });
});
